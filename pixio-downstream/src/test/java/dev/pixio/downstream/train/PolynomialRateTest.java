package dev.pixio.downstream.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PolynomialRateTest {

    @Test
    void theRateDecaysWithThePower() {
        PolynomialRate rate = new PolynomialRate(2e-4, 0, 100);

        assertThat(rate.at(0)).isEqualTo(2e-4);
        assertThat(rate.at(50)).isCloseTo(2e-4 * 0.5358867, within(1e-10)); // 0.5 to the power of 0.9
        assertThat(rate.at(99)).isCloseTo(2e-4 * 0.0158489, within(1e-10));
    }

    @Test
    void warmUpRisesToThePeak() {
        PolynomialRate rate = new PolynomialRate(1, 10, 100);

        assertThat(rate.at(0)).isCloseTo(0.1, within(1e-12));
        assertThat(rate.at(9)).isEqualTo(1);
        assertThat(rate.at(10)).isEqualTo(1);
        assertThat(rate.at(55)).isCloseTo(0.5358867, within(1e-7));
    }
}
