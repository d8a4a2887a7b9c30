package dev.pixio.nn.explicit;

import dev.pixio.torch.OneDnn;
import org.bytedeco.pytorch.Tensor;

/** {@code x w' + b} for some or all rows of a linear layer. */
final class ExplicitLinear {

    private final BlockOperators operators;
    private final CastParameter weight;
    private final CastParameter bias;
    private final long firstRow;
    private final long rows;
    private final SavedTensors prepared = new SavedTensors();
    private long preparedVersion = -1;

    /**
     * @param operators that compute it
     * @param weight {@code [all rows, in]}
     * @param bias {@code [all rows]}
     * @param firstRow of the rows that this computes
     * @param rows their number, which is the width of the output
     */
    ExplicitLinear(BlockOperators operators, CastParameter weight, CastParameter bias, long firstRow, long rows) {
        this.operators = operators;
        this.weight = weight;
        this.bias = bias;
        this.firstRow = firstRow;
        this.rows = rows;
    }

    /** {@code [..., in]} to {@code [..., rows]}, both in the dtype of matrix products. */
    Tensor forward(Tensor x) {
        return operators.linear(x, rowsOf(weight), rowsOf(bias));
    }

    /** As {@link #forward} without a backward pass; weights stay prepared between calls until they change. Thread-safe. */
    Tensor inference(Tensor x, OneDnn.PostOp postOp) {
        return operators.inference(x, preparedWeight(), rowsOf(bias), postOp);
    }

    private synchronized Tensor preparedWeight() {
        if (weight.version() != preparedVersion) {
            prepared.release();
            prepared.keep(operators.prepared(rowsOf(weight)));
            preparedVersion = weight.version();
        }
        return prepared.get(0);
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
            operators.addOfWeight(weight, firstRow, outputs, inputs); // [rows, in]
        }
        if (bias.isTrained()) {
            bias.addGradient(firstRow, operators.ofBias(outputs));
        }
        return operators.ofInput(gradient, rowsOf(weight));
    }

    void close() {
        prepared.release();
    }

    private Tensor rowsOf(CastParameter parameter) {
        return parameter.get().narrow(0, firstRow, rows);
    }
}
