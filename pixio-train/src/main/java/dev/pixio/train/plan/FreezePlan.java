package dev.pixio.train.plan;

import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.Require;

/**
 * What of the encoder is held fixed, for runs that begin with weights worth keeping.
 *
 * @param encoderFor how long the whole encoder is: {@code 10epochs}, {@code 500steps}, or a share of the run such as
 *     {@code 0.1}; {@link #NEVER} for not at all
 * @param blocks so many of the encoder's first blocks are fixed for the whole run, and with them the patch projection, class
 *     tokens and positions; 0 for none
 */
public record FreezePlan(String encoderFor, int blocks) {

    /** No time at all. */
    public static final String NEVER = "none";

    /** Everything is trained from the first step on. */
    public static final FreezePlan NONE = new FreezePlan(NEVER, 0);

    public FreezePlan {
        encoderFor = RunDuration.of(encoderFor).toString();
        Require.that(blocks >= 0, "the number of fixed blocks must be at least 0", blocks);
    }

    /** Whether everything is trained from the first step on. */
    public boolean freezesNothing() {
        return equals(NONE);
    }

    /**
     * How many steps the whole encoder is fixed for.
     *
     * @param stepsPerEpoch of the run
     * @param totalSteps of the run, which is the most that comes out
     */
    public long encoderSteps(long stepsPerEpoch, long totalSteps) {
        return Math.min(RunDuration.of(encoderFor).steps(stepsPerEpoch, totalSteps), totalSteps);
    }

    void requireFits(EncoderConfig encoder) {
        Require.that(blocks <= encoder.depth(), "the encoder has " + encoder.depth() + " blocks to hold fixed", blocks);
    }
}
