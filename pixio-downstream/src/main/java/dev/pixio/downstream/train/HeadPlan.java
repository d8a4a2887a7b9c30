package dev.pixio.downstream.train;

import dev.pixio.downstream.data.DenseAugmentation;
import dev.pixio.downstream.head.DptShape;
import dev.pixio.downstream.head.HeadKind;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.train.optim.AdamW;
import dev.pixio.train.plan.OptimizerPlan;
import java.util.Optional;

/**
 * How a head is trained.
 *
 * @param kind of the head
 * @param dpt widths of a DPT head
 * @param epochs passes over the training samples
 * @param batchSize samples per step
 * @param learningRate the highest
 * @param warmupShare share of the steps with a rising learning rate
 * @param weightDecay of {@link AdamW}, on all parameters of the head
 * @param crop size of training images and of the windows of the test
 * @param augmentation of training samples; empty for their centres, whose tokens are then computed once
 */
public record HeadPlan(
        HeadKind kind,
        DptShape dpt,
        int epochs,
        int batchSize,
        double learningRate,
        double warmupShare,
        double weightDecay,
        ImageSize crop,
        Optional<DenseAugmentation> augmentation) {

    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;

    /** @throws IllegalArgumentException if a number is out of range */
    public HeadPlan {
        require(epochs >= 1, "the number of epochs must be at least 1, not " + epochs);
        require(batchSize >= 2, "the batch size of the head must be at least 2, not " + batchSize);
        require(
                learningRate > 0 && Double.isFinite(learningRate),
                "the learning rate must be more than 0, not " + learningRate);
        require(
                warmupShare >= 0 && warmupShare < 1,
                "the share of warm-up must be at least 0 and less than 1, not " + warmupShare);
        require(weightDecay >= 0, "the weight decay must be at least 0, not " + weightDecay);
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** All settings as a text, by which a saved head is recognised. A square crop is one number in it, as it always was. */
    public String identity() {
        return toString().replace("crop=" + crop + ",", "crop=" + crop.brief() + ",");
    }

    /** Settings of the optimiser. */
    public OptimizerPlan optimizer() {
        return new OptimizerPlan(learningRate, BETA1, BETA2, weightDecay, OptimizerPlan.Decayed.EVERYTHING, 0);
    }

    /**
     * The number of steps.
     *
     * @param samples to train on, at least one
     */
    public long steps(int samples) {
        return epochs * new BatchOrder(samples, batchSize, 0).stepsPerEpoch();
    }

    /** The learning rate of each step. */
    PolynomialRate rate(long steps) {
        return new PolynomialRate(learningRate, (long) (warmupShare * steps), steps);
    }
}
