package dev.pixio.eval.classify;

import dev.pixio.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** A linear classifier with a softmax. It owns native memory; close it. */
final class SoftmaxRegression implements AutoCloseable {

    private final Tensor weight; // [D, C]
    private final Tensor bias; // [C]

    /** Retains both tensors. */
    SoftmaxRegression(Tensor weight, Tensor bias) {
        this.weight = Tensors.keep(weight);
        this.bias = Tensors.keep(bias);
    }

    /** Unnormalised log-probabilities, float {@code [N, C]} in the caller's scope, of float {@code [N, D]}. */
    Tensor scores(Tensor x) {
        return x.matmul(weight).add(bias);
    }

    /** Accuracy and mean cross entropy on labelled features. */
    Quality quality(Tensor x, Tensor y) {
        try (PointerScope scope = new PointerScope()) {
            Tensor logs = torch.log_softmax(scores(x), 1);
            double loss = -logs.gather(1, y.unsqueeze(1)).mean().item_double();
            ClassRanking ranking = new ClassRanking();
            ranking.add(logs);
            long[] labels = Tensors.toLongs(y);
            int correct = 0;
            for (int i = 0; i < labels.length; i++) {
                correct += ranking.best(i) == labels[i] ? 1 : 0;
            }
            return new Quality((double) correct / labels.length, loss);
        }
    }

    /**
     * The quality of a classifier on held-out images.
     *
     * @param accuracy 0 to 1
     * @param loss the mean cross entropy
     */
    record Quality(double accuracy, double loss) {

        /** The higher accuracy is better, and where that is equal the lower loss. */
        boolean isBetterThan(Quality other) {
            return accuracy != other.accuracy ? accuracy > other.accuracy : loss < other.loss;
        }
    }

    /** {@code [D, C]}, row by row. */
    float[] weights() {
        return Tensors.toFloats(weight);
    }

    @Override
    public void close() {
        weight.close();
        bias.close();
    }
}
