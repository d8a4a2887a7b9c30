package dev.pixio.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RemainingTimeTest {

    private static final long TOTAL = 10_000;

    private long clock = 1_000_000_000_000L;
    private long done = 100;
    private final RemainingTime remaining = new RemainingTime(done, TOTAL, () -> clock);

    private void step(double seconds, double pause) {
        clock += Math.round((seconds + pause) * 1e9);
        remaining.step(++done, seconds);
    }

    @Test
    void timeBetweenStepsIsIncluded() {
        step(5, 60); // after one minute of start-up
        assertThat(remaining.seconds()).isEqualTo(5 * (TOTAL - 101));
        for (int i = 0; i < 200; i++) {
            step(1, i % 10 == 0 ? 5 : 0); // saving and probing
        }
        assertThat(remaining.seconds() / (TOTAL - 301)).isCloseTo(1.5, within(0.05));
        assertThat(remaining.elapsedSeconds()).isCloseTo(65 + 200 + 20 * 5, within(1e-6));
    }

    @Test
    void theEstimateAdaptsWhenStepsBecomeSlower() {
        for (int i = 0; i < 2000; i++) {
            step(1, 0);
        }
        for (int i = 0; i < 4000; i++) {
            step(2, 0);
        }
        assertThat(remaining.seconds() / (TOTAL - 6100)).isCloseTo(2, within(0.05));
    }

    @Test
    void aRollbackIncreasesTheRemainingTime() {
        step(1, 0);
        step(1, 0);
        step(1, 0);
        remaining.rewind(101);

        assertThat(remaining.seconds()).isEqualTo(TOTAL - 101);
    }

    @Test
    void theEstimateIsNaNBeforeTheFirstStep() {
        assertThat(remaining.seconds()).isNaN();
    }
}
