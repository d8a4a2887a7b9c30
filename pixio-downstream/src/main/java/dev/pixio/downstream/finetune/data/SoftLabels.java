package dev.pixio.downstream.finetune.data;

import dev.pixio.torch.Tensors;
import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Classes as probabilities, and their cross entropy.
 *
 * @param classes their number, K
 * @param smoothing share of a label that is divided among all classes
 */
public record SoftLabels(int classes, double smoothing) {

    /**
     * The probabilities of images that are mixed with partners.
     *
     * @param labels class of each image
     * @param partners class of the image with which each is mixed
     * @param share of the image's own class
     * @return float {@code [n, K]} on the CPU, in the caller's scope
     */
    public Tensor of(int[] labels, int[] partners, double share) {
        double off = smoothing / classes;
        double on = 1 - smoothing;
        float[] probabilities = new float[labels.length * classes];
        Arrays.fill(probabilities, (float) off);
        for (int i = 0; i < labels.length; i++) {
            probabilities[i * classes + labels[i]] += (float) (on * share);
            probabilities[i * classes + partners[i]] += (float) (on * (1 - share));
        }
        return Tensors.of(probabilities, labels.length, classes);
    }

    /**
     * The cross entropy.
     *
     * @param scores before the softmax, float {@code [n, K]}
     * @param probabilities float {@code [n, K]}
     * @param weights of the classes, float {@code [K]}
     * @return the mean over the images, a scalar in the caller's scope
     */
    public static Tensor crossEntropy(Tensor scores, Tensor probabilities, Optional<Tensor> weights) {
        Tensor logarithms = torch.log_softmax(scores.to(ScalarType.Float), 1);
        Tensor products = logarithms.mul(probabilities);
        Tensor weighted = weights.isPresent() ? products.mul(weights.get()) : products;
        return weighted.sum().mul(new Scalar(-1.0 / scores.size(0)));
    }
}
