package dev.pixio.nn.explicit;

import dev.pixio.torch.OneDnn;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** {@code x w' + b} for some or all rows of a linear layer. */
final class ExplicitLinear {

    /** For fewer tokens, packing a weight takes longer than the product gains. */
    private static final long PACKED_FROM = 2048;

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
        Tensor current = rowsOf(weight);
        long tokens = x.numel() / x.size(x.dim() - 1);
        // Packed in each pass, which saves memory, and costs a tenth of what it saves if there are many tokens.
        return OneDnn.linear(
                x, tokens < PACKED_FROM ? current : OneDnn.pack(current), rowsOf(bias), OneDnn.PostOp.NOTHING);
    }

    /** As {@link #forward} without a backward pass; weights stay packed between calls until they change. Thread-safe. */
    Tensor inference(Tensor x, OneDnn.PostOp postOp) {
        return OneDnn.linear(x, packedWeight(), rowsOf(bias), postOp);
    }

    private synchronized Tensor packedWeight() {
        if (weight.version() != packedVersion) {
            packed.release();
            packed.keep(OneDnn.pack(rowsOf(weight)));
            packedVersion = weight.version();
        }
        return packed.get(0);
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
            weight.addGradient(firstRow, ofWeight(outputs, inputs)); // [rows, in]
        }
        if (bias.isTrained()) {
            bias.addGradient(firstRow, outputs.sum(0));
        }
        return OneDnn.linear(gradient, rowsOf(weight).t());
    }

    void close() {
        packed.release();
    }

    /**
     * {@code outputs' inputs}. In bf16 libtorch uses oneDNN itself, in a faster memory layout than a linear layer does. In fp32
     * oneDNN is faster with the smaller width in front: 244 instead of 217 GFLOP/s for 1152 tokens of 192 and 768 on a core of an
     * AMD EPYC (family 26), 273 instead of 210 for 2112 tokens of 512 and 2048 on two of an Intel Xeon (Emerald Rapids).
     */
    private static Tensor ofWeight(Tensor outputs, Tensor inputs) {
        if (outputs.scalar_type().intern() != ScalarType.Float) {
            return torch.mm(outputs.t(), inputs);
        }
        return inputs.size(1) < outputs.size(1)
                ? OneDnn.linear(inputs.t(), outputs.t()).t()
                : OneDnn.linear(outputs.t(), inputs.t());
    }

    private Tensor rowsOf(CastParameter parameter) {
        return parameter.get().narrow(0, firstRow, rows);
    }
}
