package dev.pixio.model.pass;

import dev.pixio.torch.Tensors;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * A stage that saves only its input and repeats its forward pass in the backward pass (activation checkpointing; Chen et
 * al. 2016, "Training deep nets with sublinear memory cost"). Nothing in a stage is random, so the gradients are the same.
 */
final class RecomputedStage implements GradientStage {

    private final GradientStage stage;
    private Optional<Tensor> input = Optional.empty();

    RecomputedStage(GradientStage stage) {
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
        Tensor tokens = input.orElseThrow(() -> new IllegalStateException("backward without a forward pass"));
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
