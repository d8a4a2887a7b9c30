package dev.pixio.model.pass;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** A stage that needs no gradients, because neither it nor anything before it is trained. It saves no tensors. */
record FixedStage(GradientStage stage) implements GradientStage {

    @Override
    public Tensor forward(Tensor tokens) {
        try (NoGradGuard noGrad = new NoGradGuard()) {
            return stage.forward(tokens);
        } finally {
            stage.release();
        }
    }

    @Override
    public Tensor backward(Tensor gradient) {
        throw new IllegalStateException("a stage that is not trained has no backward pass");
    }

    @Override
    public void release() {
        stage.release();
    }
}
