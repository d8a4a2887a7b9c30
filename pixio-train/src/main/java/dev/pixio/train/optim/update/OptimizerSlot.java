package dev.pixio.train.optim.update;

import dev.pixio.torch.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** A parameter, how it is updated, the process that has its moments, and these if that is this process. */
public record OptimizerSlot(Tensor parameter, UpdateRule rule, int owner, Optional<Moments> moments) {

    /** The optimizer state of a parameter: first moment, second moment, step count. */
    public record Moments(Tensor average, Tensor square, Tensor step) {

        /** Moments of a parameter that has not been updated, on its device. */
        public static Moments zeros(Tensor parameter) {
            return new Moments(
                    torch.zeros_like(parameter),
                    torch.zeros_like(parameter),
                    Tensors.zeros(ScalarType.Float, parameter.device()));
        }

        /** By the ends of their names in files. */
        public Map<String, Tensor> byName() {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            tensors.put(".exp_avg", average);
            tensors.put(".exp_avg_sq", square);
            tensors.put(".step", step);
            return tensors;
        }
    }
}
