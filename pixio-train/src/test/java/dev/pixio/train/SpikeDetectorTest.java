package dev.pixio.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpikeDetectorTest {

    private final SpikeDetector watch = new SpikeDetector();
    private final Random noise = new Random(1);
    private final List<Long> told = new ArrayList<>();

    private void take(long step, double loss, double norm) {
        watch.add(step, loss, norm).ifPresent(words -> told.add(step));
    }

    private double usual(long step) {
        return (0.6 + 1.2 * Math.exp(-step / 40.0)) * (1 + 0.03 * noise.nextGaussian());
    }

    @Test
    void anOrdinaryRunHasNone() {
        for (long step = 1; step <= 5000; step++) {
            take(step, usual(step), 1 + 0.3 * Math.abs(noise.nextGaussian()));
        }
        assertThat(told).isEmpty();
    }

    @Test
    void aLossOrANormFarAboveThoseBeforeIsOne() {
        for (long step = 1; step <= 1000; step++) {
            take(step, step == 400 ? 2.5 : usual(step), step == 700 ? 40 : 1 + 0.1 * noise.nextGaussian());
        }
        assertThat(told).containsExactly(400L, 700L);
    }

    @Test
    void aRowOfThemIsToldOnceInAWhile() {
        for (long step = 1; step <= 215; step++) {
            take(step, step > 200 ? 5.0 * step : usual(step), 1);
        }
        assertThat(told).containsExactly(201L);
    }

    @Test
    void theSteepFirstStepsAreNone() {
        for (long step = 1; step <= 50; step++) {
            take(step, step % 2 == 0 ? 1 : 3, step % 2 == 0 ? 1 : 50);
        }
        assertThat(told).isEmpty();
    }
}
