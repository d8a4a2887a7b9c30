package dev.pixio.model.pass;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** A stage in which, and before which, nothing is trained: it keeps nothing, and there is no way back through it. */
record FixedStage(Stage stage) implements Stage {

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
        throw new IllegalStateException("nothing is trained here, so nothing goes back");
    }

    @Override
    public void release() {
        stage.release();
    }
}
