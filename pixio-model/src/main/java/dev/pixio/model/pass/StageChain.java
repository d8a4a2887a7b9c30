package dev.pixio.model.pass;

import dev.pixio.torch.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Stages one after the other.
 *
 * @param stages all of them
 * @param fixed how many of the first are {@link FixedStage}s; the way back ends before them
 */
record StageChain(List<Stage> stages, int fixed) implements Stage {

    @Override
    public Tensor forward(Tensor tokens) {
        Tensor seen = Tensors.keep(tokens);
        for (Stage stage : stages) {
            try (Tensor before = seen) {
                seen = stage.forward(before);
            }
        }
        return seen;
    }

    /** The gradient of what came into the first stage that is not fixed. */
    @Override
    public Tensor backward(Tensor gradient) {
        Tensor back = Tensors.keep(gradient);
        for (int i = stages.size() - 1; i >= fixed; i--) {
            try (Tensor after = back) {
                back = stages.get(i).backward(after);
            }
        }
        return back;
    }

    @Override
    public void release() {
        stages.forEach(Stage::release);
    }
}
