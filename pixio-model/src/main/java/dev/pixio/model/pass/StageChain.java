package dev.pixio.model.pass;

import dev.pixio.torch.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Stages in order.
 *
 * @param stages all of them
 * @param fixed number of leading {@link FixedStage}s; the backward pass ends after them
 */
record StageChain(List<GradientStage> stages, int fixed) implements GradientStage {

    @Override
    public Tensor forward(Tensor tokens) {
        Tensor current = Tensors.keep(tokens);
        for (GradientStage stage : stages) {
            try (Tensor input = current) {
                current = stage.forward(input);
            }
        }
        return current;
    }

    /** The gradient of the input of the first stage that is not fixed. */
    @Override
    public Tensor backward(Tensor gradient) {
        Tensor current = Tensors.keep(gradient);
        for (int i = stages.size() - 1; i >= fixed; i--) {
            try (Tensor ofOutput = current) {
                current = stages.get(i).backward(ofOutput);
            }
        }
        return current;
    }

    @Override
    public void release() {
        stages.forEach(GradientStage::release);
    }
}
