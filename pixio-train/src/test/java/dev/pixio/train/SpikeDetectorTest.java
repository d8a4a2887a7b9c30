package dev.pixio.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpikeDetectorTest {

    private final SpikeDetector detector = new SpikeDetector();
    private final Random noise = new Random(1);
    private final List<Long> reported = new ArrayList<>();

    private void add(long step, double loss, double norm) {
        detector.add(step, loss, norm).ifPresent(message -> reported.add(step));
    }

    private double usualLoss(long step) {
        return (0.6 + 1.2 * Math.exp(-step / 40.0)) * (1 + 0.03 * noise.nextGaussian());
    }

    @Test
    void ordinaryRunHasNoSpikes() {
        for (long step = 1; step <= 5000; step++) {
            add(step, usualLoss(step), 1 + 0.3 * Math.abs(noise.nextGaussian()));
        }
        assertThat(reported).isEmpty();
    }

    @Test
    void lossOrNormFarAboveTheMeanIsASpike() {
        for (long step = 1; step <= 1000; step++) {
            add(step, step == 400 ? 2.5 : usualLoss(step), step == 700 ? 40 : 1 + 0.1 * noise.nextGaussian());
        }
        assertThat(reported).containsExactly(400L, 700L);
    }

    @Test
    void consecutiveSpikesAreReportedOnce() {
        for (long step = 1; step <= 215; step++) {
            add(step, step > 200 ? 5.0 * step : usualLoss(step), 1);
        }
        assertThat(reported).containsExactly(201L);
    }

    @Test
    void steepFirstStepsAreNoSpikes() {
        for (long step = 1; step <= 50; step++) {
            add(step, step % 2 == 0 ? 1 : 3, step % 2 == 0 ? 1 : 50);
        }
        assertThat(reported).isEmpty();
    }
}
