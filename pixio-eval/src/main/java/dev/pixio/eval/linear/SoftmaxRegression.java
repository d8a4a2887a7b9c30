package dev.pixio.eval.linear;

import dev.pixio.torch.OneDnn;
import dev.pixio.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** A linear classifier with a softmax. It owns native memory; close it. */
public final class SoftmaxRegression implements AutoCloseable {

    private final Tensor weight; // [D, C]
    private final Tensor bias; // [C]

    /** Retains both tensors. */
    SoftmaxRegression(Tensor weight, Tensor bias) {
        this.weight = Tensors.keep(weight);
        this.bias = Tensors.keep(bias);
    }

    /** Unnormalised log-probabilities, float {@code [N, C]} in the caller's scope, of float {@code [N, D]}. */
    public Tensor scores(Tensor x) {
        return OneDnn.matmul(x, weight).add(bias);
    }

    /** Accuracy and mean cross entropy on labelled features. */
    public Quality quality(Tensor x, Tensor y) {
        try (PointerScope scope = new PointerScope()) {
            Tensor logs = torch.log_softmax(scores(x), 1);
            double loss = -logs.gather(1, y.unsqueeze(1)).mean().item_double();
            // Sorted rather than the argmax: among equal scores the first class, as in the rankings of test images.
            Tensor best = logs.sort(new BoolOptional(true), 1, true).get1().select(1, 0); // [N]
            long correct = best.eq(y).sum().item_long();
            return new Quality((double) correct / y.size(0), loss);
        }
    }

    /**
     * The quality of a classifier on held-out images.
     *
     * @param accuracy 0 to 1
     * @param loss the mean cross entropy
     */
    public record Quality(double accuracy, double loss) {

        /** The higher accuracy is better, and where that is equal the lower loss. */
        public boolean isBetterThan(Quality other) {
            return accuracy != other.accuracy ? accuracy > other.accuracy : loss < other.loss;
        }
    }

    /** {@code [D, C]}, row by row. */
    public float[] weights() {
        return Tensors.toFloats(weight);
    }

    @Override
    public void close() {
        weight.close();
        bias.close();
    }
}
