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

/** A stage whose gradients libtorch finds, on any device. */
final class AutogradStage implements Stage {

    private record Graph(Tensor input, Tensor output) {}

    private final UnaryOperator<Tensor> function;
    private final Precision precision;
    private final Device device;
    private Optional<Graph> graph = Optional.empty();

    /**
     * @param function from tokens to tokens
     * @param precision of the function's products
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
            Tensor output = function.apply(input); // whatever fails, what is not kept yet goes with the scope
            graph = Optional.of(new Graph(Tensors.keep(input), Tensors.keep(output)));
            return Tensors.keep(output.detach());
        }
    }

    @Override
    public Tensor backward(Tensor gradient) {
        Graph kept = graph.orElseThrow(() -> new IllegalStateException("the way back needs a forward pass before it"));
        try (PointerScope scope = new PointerScope()) {
            backward(kept.output, gradient);
            return Tensors.keep(kept.input.grad());
        } finally {
            release();
        }
    }

    @Override
    public void release() {
        graph.ifPresent(kept -> {
            kept.input.close();
            kept.output.close();
        });
        graph = Optional.empty();
    }

    /** Sends a gradient back through the graph of a tensor. */
    static void backward(Tensor output, Tensor gradient) {
        try (PointerScope scope = new PointerScope()) {
            output.backward(gradient, new BoolOptional(false), false, new TensorArrayRefOptional());
        }
    }
}
