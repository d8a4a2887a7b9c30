package dev.pixio.model.pass;

import dev.pixio.torch.Tensors;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * A stage that keeps its input alone and is run forward again on the way back (Chen et al. 2016, "Training deep nets
 * with sublinear memory cost"). Nothing in a stage is drawn at random, so its gradients are those of the stage itself.
 */
final class RecomputedStage implements Stage {

    private final Stage stage;
    private Optional<Tensor> input = Optional.empty();

    RecomputedStage(Stage stage) {
        this.stage = stage;
    }

    @Override
    public Tensor forward(Tensor tokens) {
        Tensor output = stage.forward(tokens);
        stage.release();
        input = Optional.of(Tensors.keep(tokens));
        return output;
    }

    @Override
    public Tensor backward(Tensor gradient) {
        Tensor tokens =
                input.orElseThrow(() -> new IllegalStateException("the way back needs a forward pass before it"));
        stage.forward(tokens).close();
        closeInput();
        return stage.backward(gradient);
    }

    @Override
    public void release() {
        closeInput();
        stage.release();
    }

    private void closeInput() {
        input.ifPresent(Tensor::close);
        input = Optional.empty();
    }
}
