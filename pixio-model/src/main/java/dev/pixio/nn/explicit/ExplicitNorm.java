package dev.pixio.nn.explicit;

import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** A layer norm in float whose output is in the dtype of matrix products. */
final class ExplicitNorm {

    /** Index of the output among the saved tensors, if it is saved. */
    private static final int OUTPUT = 3;

    private final BlockOperators operators;
    private final CastParameter weight;
    private final CastParameter bias;
    private final ScalarType dtype;
    private final double epsilon;
    private final SavedTensors saved = new SavedTensors();

    /**
     * @param operators that compute it
     * @param weight float {@code [D]}
     * @param bias float {@code [D]}
     * @param epsilon added to the variance
     * @param dtype of the output
     */
    ExplicitNorm(BlockOperators operators, CastParameter weight, CastParameter bias, double epsilon, ScalarType dtype) {
        this.operators = operators;
        this.epsilon = epsilon;
        this.weight = weight;
        this.bias = bias;
        this.dtype = dtype;
    }

    /** Float {@code [B, L, D]} to the same in the dtype of matrix products. */
    Tensor forward(Tensor x) {
        T_TensorTensorTensor_T normed = norm(x);
        saved.keep(x);
        saved.keep(normed.get1()); // mean, [B, L, 1]
        saved.keep(normed.get2()); // 1 / deviation, [B, L, 1]
        Tensor output = normed.get0().to(dtype);
        return operators.savesNormed(output.numel()) ? saved.keep(output) : output;
    }

    /** As {@link #forward}, but saves nothing. */
    Tensor inference(Tensor x) {
        return norm(x).get0().to(dtype);
    }

    /** The output of the forward pass: saved, or computed again. */
    Tensor output() {
        return saved.size() > OUTPUT
                ? saved.get(OUTPUT)
                : norm(saved.get(0)).get0().to(dtype);
    }

    private T_TensorTensorTensor_T norm(Tensor x) {
        return torch.native_layer_norm(
                x, width(x), new TensorOptional(weight.get()), new TensorOptional(bias.get()), epsilon);
    }

    /** The gradient of the input, float, from the gradient of the output; adds to the gradients of weight and bias. */
    Tensor backward(Tensor gradient) {
        Tensor x = saved.get(0);
        T_TensorTensorTensor_T gradients = torch.native_layer_norm_backward(
                gradient.to(ScalarType.Float),
                x,
                width(x),
                saved.get(1),
                saved.get(2),
                new TensorOptional(weight.get()),
                new TensorOptional(bias.get()),
                new BoolPointer(3).put(0, true).put(1, weight.isTrained()).put(2, bias.isTrained()));
        if (weight.isTrained()) {
            weight.addGradient(0, gradients.get1());
        }
        if (bias.isTrained()) {
            bias.addGradient(0, gradients.get2());
        }
        saved.release();
        return gradients.get0();
    }

    void release() {
        saved.release();
    }

    private static long[] width(Tensor x) {
        return new long[] {x.size(x.dim() - 1)};
    }
}
