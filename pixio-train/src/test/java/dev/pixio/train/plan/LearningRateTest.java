package dev.pixio.train.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LearningRateTest {

    @Test
    void linearWarmupThenHalfCycleCosineDecay() {
        LearningRate rate = new LearningRate(LearningRate.Shape.COSINE, 1.0, 10, 110);

        assertThat(rate.at(0)).isEqualTo(0.1);
        assertThat(rate.at(4)).isEqualTo(0.5);
        assertThat(rate.at(9)).isEqualTo(1.0);
        assertThat(rate.at(10)).isEqualTo(1.0);
        assertThat(rate.at(60)).isCloseTo(0.5, within(1e-12));
        assertThat(rate.at(35)).isCloseTo(0.5 * (1 + Math.sqrt(0.5)), within(1e-12));
        assertThat(rate.at(110)).isCloseTo(0, within(1e-12));
        assertThat(rate.at(200)).isCloseTo(0, within(1e-12));
    }

    @Test
    void constantRateWithoutWarmup() {
        LearningRate rate = new LearningRate(LearningRate.Shape.CONSTANT, 1.5e-4, 0, 100);

        assertThat(rate.at(0)).isEqualTo(1.5e-4);
        assertThat(rate.at(99)).isEqualTo(1.5e-4);
    }
}
