package dev.pixio.nn.explicit;

import dev.pixio.torch.OneDnn;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** {@code x w' + b} for some or all rows of a linear layer. */
final class ExplicitLinear {

    private final CastParameter weight;
    private final CastParameter bias;
    private final long firstRow;
    private final long rows;
    private final SavedTensors packed = new SavedTensors();
    private long packedVersion = -1;

    /**
     * @param weight {@code [all rows, in]}
     * @param bias {@code [all rows]}
     * @param firstRow of the rows that this computes
     * @param rows their number, which is the width of the output
     */
    ExplicitLinear(CastParameter weight, CastParameter bias, long firstRow, long rows) {
        this.weight = weight;
        this.bias = bias;
        this.firstRow = firstRow;
        this.rows = rows;
    }

    /** {@code [..., in]} to {@code [..., rows]}, both in the dtype of matrix products. */
    Tensor forward(Tensor x) {
        // Packed in each pass: that costs a tenth of what it saves, and saves memory.
        return OneDnn.linear(x, OneDnn.pack(rowsOf(weight)), rowsOf(bias), OneDnn.PostOp.NOTHING);
    }

    /** As {@link #forward} without a backward pass; weights stay packed between calls until they change. */
    Tensor inference(Tensor x, OneDnn.PostOp postOp) {
        if (weight.version() != packedVersion) {
            packed.release();
            packed.keep(OneDnn.pack(rowsOf(weight)));
            packedVersion = weight.version();
        }
        return OneDnn.linear(x, packed.get(0), rowsOf(bias), postOp);
    }

    /**
     * The gradient of the input from the gradient of the output; adds to the gradients of weight and bias.
     *
     * @param x the input
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

    /** In bf16 libtorch uses oneDNN itself, in a faster memory layout than a linear layer does. */
    private static Tensor product(Tensor a, Tensor b) {
        return a.scalar_type().intern() == ScalarType.Float ? OneDnn.linear(a, b.t()) : torch.mm(a, b);
    }

    private Tensor rowsOf(CastParameter parameter) {
        return parameter.get().narrow(0, firstRow, rows);
    }
}
