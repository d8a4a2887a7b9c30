package dev.pixio.train;

import java.util.Locale;
import java.util.Optional;

/**
 * Detects a loss or gradient norm far above those of the preceding steps, an early sign of divergence. Each value is
 * compared with an exponential moving mean and deviation (a window of about 100 steps). After a report, none follows
 * for 20 steps.
 */
final class SpikeDetector {

    private static final double NEWEST_WEIGHT = 0.02;

    /** Before the moving mean has settled, ordinary values are far from it. */
    private static final int SETTLING_STEPS = 50;

    private static final int QUIET_STEPS = 20;

    /**
     * A normal distribution exceeds this once in a billion samples; losses are not normal, hence the ratios as well.
     */
    private static final double DEVIATIONS = 6;

    private static final double MIN_LOSS_RATIO = 1.2;
    private static final double MIN_NORM_RATIO = 3;

    private final MovingAverage loss = new MovingAverage();
    private final MovingAverage norm = new MovingAverage();
    private long quietUntil;
    private long steps;

    /** Exponential moving mean and variance. */
    private static final class MovingAverage {
        private double mean;
        private double variance;

        /** Adds a value; returns whether it is a spike. A spike is clamped, so that it changes the mean little. */
        boolean add(double value, double minRatio, boolean settled) {
            double difference = value - mean;
            boolean spike = settled && value > minRatio * mean && difference > DEVIATIONS * Math.sqrt(variance);
            double clamped = spike ? DEVIATIONS * Math.sqrt(variance) : difference;
            double weight = settled ? NEWEST_WEIGHT : 0.1; // the loss falls steeply in the first steps
            mean += weight * clamped;
            variance = (1 - weight) * (variance + weight * clamped * clamped);
            return spike;
        }
    }

    /** Adds a step; returns a message if its loss or gradient norm is a spike. */
    Optional<String> add(long step, double newLoss, double newNorm) {
        double meanLoss = loss.mean;
        double meanNorm = norm.mean;
        boolean settled = steps++ >= SETTLING_STEPS;
        boolean lossSpike = loss.add(newLoss, MIN_LOSS_RATIO, settled);
        boolean normSpike = norm.add(newNorm, MIN_NORM_RATIO, settled);
        if (!(lossSpike || normSpike) || step < quietUntil) {
            return Optional.empty();
        }
        quietUntil = step + QUIET_STEPS;
        return Optional.of(
                lossSpike
                        ? String.format(
                                Locale.ROOT,
                                "the loss is %.4g; the mean of the preceding steps is %.4g",
                                newLoss,
                                meanLoss)
                        : String.format(
                                Locale.ROOT,
                                "the gradient norm is %.4g; the mean of the preceding steps is %.4g",
                                newNorm,
                                meanNorm));
    }
}
