package dev.pixio.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RemainingTimeTest {

    private final RemainingTime remaining = new RemainingTime();
    private long clock = 1_000_000_000_000L;

    private void step(double seconds, double pause) {
        clock += Math.round((seconds + pause) * 1e9);
        remaining.step(clock, seconds);
    }

    @Test
    void whatComesBetweenStepsCounts() {
        step(5, 60); // warms up, after a minute of preparation
        assertThat(remaining.seconds(10)).isEqualTo(50);
        for (int i = 0; i < 200; i++) {
            step(1, i % 10 == 0 ? 5 : 0); // saving and probing
        }
        assertThat(remaining.seconds(1000)).isCloseTo(1500, within(50.0));
    }

    @Test
    void itFollowsAMachineThatBecomesSlower() {
        for (int i = 0; i < 2000; i++) {
            step(1, 0);
        }
        for (int i = 0; i < 4000; i++) {
            step(2, 0);
        }
        assertThat(remaining.seconds(100)).isCloseTo(200, within(5.0));
    }
}
