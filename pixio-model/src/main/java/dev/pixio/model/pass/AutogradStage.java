package dev.pixio.model.pass;

import dev.pixio.torch.Precision;
import dev.pixio.torch.Tensors;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;

/** A stage whose gradients autograd computes, on any device. */
final class AutogradStage implements GradientStage {

    private record Graph(Tensor input, Tensor output) {}

    private final UnaryOperator<Tensor> function;
    private final Precision precision;
    private final Device device;
    private Optional<Graph> graph = Optional.empty();

    /**
     * @param function from tokens to tokens
     * @param precision of the function's matrix products
     * @param device of the tokens
     */
    AutogradStage(UnaryOperator<Tensor> function, Precision precision, Device device) {
        this.function = function;
        this.precision = precision;
        this.device = device;
    }

    @Override
    public Tensor forward(Tensor tokens) {
        try (PointerScope scope = new PointerScope();
                Precision.Region region = precision.on(device)) {
            Tensor input = tokens.detach().requires_grad_(true);
            Tensor output = function.apply(input); // if this fails, the scope frees all of it
            graph = Optional.of(new Graph(Tensors.keep(input), Tensors.keep(output)));
            return Tensors.keep(output.detach());
        }
    }

    @Override
    public Tensor backward(Tensor gradient) {
        Graph saved = graph.orElseThrow(() -> new IllegalStateException("backward without a forward pass"));
        try (PointerScope scope = new PointerScope()) {
            backward(saved.output, gradient);
            return Tensors.keep(saved.input.grad());
        } finally {
            release();
        }
    }

    @Override
    public void release() {
        graph.ifPresent(saved -> {
            saved.input.close();
            saved.output.close();
        });
        graph = Optional.empty();
    }

    /** Runs the backward pass of a tensor's graph from the tensor's gradient. */
    static void backward(Tensor output, Tensor gradient) {
        try (PointerScope scope = new PointerScope()) {
            output.backward(gradient, new BoolOptional(false), false, new TensorArrayRefOptional());
        }
    }
}
