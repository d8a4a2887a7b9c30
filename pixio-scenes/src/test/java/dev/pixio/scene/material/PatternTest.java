package dev.pixio.scene.material;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PatternTest {

    /** Tones interpolate between two colours; slightly outside of 0 .. 1 is acceptable, far outside gives invalid colours. */
    @ParameterizedTest
    @EnumSource
    void tonesStayBetweenTheColours(Pattern pattern) {
        for (int i = 0; i < 5000; i++) {
            assertThat(pattern.at(0.137 * i, 0.071 * i - 40, 0.5, 0.02)).isBetween(-0.1, 1.1);
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"GRADIENT", "GRASS", "SAND", "PLANKS", "BRICKS", "TILES"})
    void detailFinerThanAPixelIsAveraged(Pattern pattern) {
        for (int i = 0; i < 1000; i++) {
            double difference = pattern.at(0.137 * i, 0.3, 0.5, 40) - pattern.at(0.137 * i + 0.5, 1.1, 0.5, 40);
            assertThat(Math.abs(difference)).isLessThan(0.35);
        }
    }
}
