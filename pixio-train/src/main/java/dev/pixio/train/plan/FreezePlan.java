package dev.pixio.train.plan;

import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.Require;
import dev.pixio.train.plan.interval.RunDuration;

/**
 * Which parts of the encoder are frozen, for runs that start from pre-trained weights.
 *
 * @param encoderFor how long the whole encoder is frozen: {@code 10epochs}, {@code 500steps}, or a share of the run
 *     such as {@code 0.1}; {@link #NEVER} for not at all
 * @param blocks number of first encoder blocks that are frozen for the whole run, together with patch projection, class
 *     tokens and positions; 0 for none
 */
public record FreezePlan(String encoderFor, int blocks) {

    /** The whole encoder is never frozen. */
    public static final String NEVER = RunDuration.NEVER;

    /** Everything is trained from the first step on. */
    public static final FreezePlan NONE = new FreezePlan(NEVER, 0);

    public FreezePlan {
        encoderFor = RunDuration.of(encoderFor).toString();
        Require.that(blocks >= 0, "the number of frozen blocks must be at least 0", blocks);
    }

    /** Whether everything is trained from the first step on. */
    public boolean freezesNothing() {
        return equals(NONE);
    }

    /**
     * Number of steps for which the whole encoder is frozen, at most the steps of the run.
     *
     * @param stepsPerEpoch of the run
     * @param totalSteps of the run
     */
    public long encoderSteps(long stepsPerEpoch, long totalSteps) {
        return Math.min(RunDuration.of(encoderFor).steps(stepsPerEpoch, totalSteps), totalSteps);
    }

    /**
     * Checks that an encoder has the blocks that are frozen.
     *
     * @throws IllegalArgumentException if it has fewer
     */
    public void validate(EncoderConfig encoder) {
        Require.that(
                blocks <= encoder.depth(),
                "the number of frozen blocks must be at most the encoder's " + encoder.depth(),
                blocks);
    }
}
