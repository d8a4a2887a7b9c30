package dev.pixio.downstream.head;

import dev.pixio.torch.Tensors;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Batch normalisation of maps (Ioffe and Szegedy 2015), with the defaults of libtorch. */
final class BatchNormalization extends Module {

    private static final double EPSILON = 1e-5;

    /** Share of a batch in the running statistics. */
    private static final double MOMENTUM = 0.1;

    private final TensorOptional weight; // [C]
    private final TensorOptional bias; // [C]
    private final TensorOptional mean; // [C]
    private final TensorOptional variance; // [C]

    BatchNormalization(int channels) {
        super("BatchNormalization");
        this.weight = parameter("weight", ones(channels));
        this.bias = parameter("bias", Tensors.zeros(ScalarType.Float, channels));
        this.mean = buffer("running_mean", Tensors.zeros(ScalarType.Float, channels));
        this.variance = buffer("running_var", ones(channels));
    }

    // What the registration returns is a reference into a list that grows; the tensor itself stays valid.

    private TensorOptional parameter(String name, Tensor values) {
        register_parameter(name, values);
        return new TensorOptional(values);
    }

    private TensorOptional buffer(String name, Tensor values) {
        register_buffer(name, values);
        return new TensorOptional(values);
    }

    private static Tensor ones(int channels) {
        try (NoGradGuard noGrad = new NoGradGuard()) {
            return Tensors.zeros(ScalarType.Float, channels).fill_(new Scalar(1.0));
        }
    }

    /** Float {@code [B, C, h, w]} to the same; in training it updates the running statistics. */
    Tensor forward(Tensor maps, Phase phase) {
        return torch.batch_norm(maps, weight, bias, mean, variance, phase == Phase.TRAINING, MOMENTUM, EPSILON, false);
    }
}
