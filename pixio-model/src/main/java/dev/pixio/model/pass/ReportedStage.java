package dev.pixio.model.pass;

import org.bytedeco.pytorch.Tensor;

/**
 * A stage that reports when its backward pass is done.
 *
 * @param stage the stage itself
 * @param done called after its backward pass
 */
record ReportedStage(GradientStage stage, Runnable done) implements GradientStage {

    @Override
    public Tensor forward(Tensor tokens) {
        return stage.forward(tokens);
    }

    @Override
    public Tensor backward(Tensor gradient) {
        Tensor ofInput = stage.backward(gradient);
        done.run();
        return ofInput;
    }

    @Override
    public void release() {
        stage.release();
    }
}
