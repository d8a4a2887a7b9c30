package dev.pixio.nn.explicit;

import dev.pixio.torch.OneDnn;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** {@code x w' + b} for some or all rows of a linear layer. */
final class ExplicitLinear {

    private final Shadow weight;
    private final Shadow bias;
    private final long firstRow;
    private final long rows;
    private final Kept packed = new Kept();
    private long packedVersion = -1;

    /**
     * @param weight {@code [all rows, in]}
     * @param bias {@code [all rows]}
     * @param firstRow of those that this computes
     * @param rows how many, which is the width of what comes out
     */
    ExplicitLinear(Shadow weight, Shadow bias, long firstRow, long rows) {
        this.weight = weight;
        this.bias = bias;
        this.firstRow = firstRow;
        this.rows = rows;
    }

    /** {@code [..., in]} to {@code [..., rows]}, both in the dtype of the products. */
    Tensor forward(Tensor x) {
        // Packed again at each pass: that costs a tenth of what it saves, and a training has better uses for memory.
        return OneDnn.linear(x, OneDnn.pack(rowsOf(weight)), rowsOf(bias), OneDnn.Then.NOTHING);
    }

    /** As {@link #forward}, for those who will not go back, but come again with other tokens. */
    Tensor infer(Tensor x, OneDnn.Then then) {
        if (weight.version() != packedVersion) {
            packed.release();
            packed.keep(OneDnn.pack(rowsOf(weight)));
            packedVersion = weight.version();
        }
        return OneDnn.linear(x, packed.get(0), rowsOf(bias), then);
    }

    /**
     * The gradient of the input from that of the output; adds to those of weight and bias.
     *
     * @param x what came in
     */
    Tensor backward(Tensor gradient, Tensor x) {
        Tensor outputs = gradient.reshape(-1, rows); // [M, rows]
        if (weight.isTrained()) {
            Tensor inputs = x.reshape(-1, x.size(x.dim() - 1)); // [M, in]
            weight.addGradient(firstRow, product(outputs.t(), inputs)); // [rows, in]
        }
        if (bias.isTrained()) {
            bias.addGradient(firstRow, outputs.sum(0));
        }
        return OneDnn.linear(gradient, rowsOf(weight).t());
    }

    void close() {
        packed.release();
    }

    /** In bf16 libtorch takes oneDNN by itself, and finds a better order than a linear layer would. */
    private static Tensor product(Tensor a, Tensor b) {
        return a.scalar_type().intern() == ScalarType.Float ? OneDnn.linear(a, b.t()) : torch.mm(a, b);
    }

    private Tensor rowsOf(Shadow shadow) {
        return shadow.get().narrow(0, firstRow, rows);
    }
}
