package dev.pixio.train;

import java.util.Locale;
import java.util.Optional;

/**
 * Tells when a loss or a gradient's norm is far above those before it, which is how a run that will diverge begins. It
 * compares with a running mean and deviation (a window of about a hundred steps) and is quiet for a while after it spoke.
 */
final class SpikeDetector {

    private static final double NEWEST = 0.02;

    /** As long as the mean is not settled, every value is far from it. */
    private static final int SETTLING_STEPS = 50;

    private static final int QUIET_STEPS = 20;

    /** Of a normal distribution one in five hundred million is further off; losses are not normal, hence the ratios. */
    private static final double DEVIATIONS = 6;

    private static final double LEAST_LOSS_RATIO = 1.2;
    private static final double LEAST_NORM_RATIO = 3;

    private final Running loss = new Running();
    private final Running norm = new Running();
    private long quietUntil;
    private long steps;

    /** Mean and deviation of what came before, the newest counting most. */
    private static final class Running {
        private double mean;
        private double variance;

        /** Whether the next value is a spike; a spike moves the mean by little. */
        boolean add(double value, double leastRatio, boolean settled) {
            double off = value - mean;
            boolean spike = settled && value > leastRatio * mean && off > DEVIATIONS * Math.sqrt(variance);
            double seen = spike ? DEVIATIONS * Math.sqrt(variance) : off;
            double share = settled ? NEWEST : 0.1; // the first steps fall steeply
            mean += share * seen;
            variance = (1 - share) * (variance + share * seen * seen);
            return spike;
        }
    }

    /** Looks at a step; says what is odd about it. */
    Optional<String> add(long step, double newLoss, double newNorm) {
        double usualLoss = loss.mean;
        double usualNorm = norm.mean;
        boolean settled = steps++ >= SETTLING_STEPS;
        boolean lossSpike = loss.add(newLoss, LEAST_LOSS_RATIO, settled);
        boolean normSpike = norm.add(newNorm, LEAST_NORM_RATIO, settled);
        if (!(lossSpike || normSpike) || step < quietUntil) {
            return Optional.empty();
        }
        quietUntil = step + QUIET_STEPS;
        return Optional.of(
                lossSpike
                        ? String.format(Locale.ROOT, "the loss is %.4g, where it was about %.4g", newLoss, usualLoss)
                        : String.format(
                                Locale.ROOT,
                                "the gradient's norm is %.4g, where it was about %.4g",
                                newNorm,
                                usualNorm));
    }
}
