package dev.pixio.monitor.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CurveTest {

    @Test
    void thinningPreservesSpikes() {
        double[] values = new double[100_000];
        Arrays.fill(values, 1);
        values[12_345] = 1e6;
        values[77_777] = -5;

        Curve thin = curve(values).thinned(100);

        assertThat(thin.size()).isLessThanOrEqualTo(100);
        assertThat(points(thin)).contains("12346 1000000.0", "77778 -5.0");
    }

    @Test
    void thinningPreservesTheEnds() {
        double[] values = IntStream.range(0, 1000).mapToDouble(i -> i % 7).toArray();

        Curve thin = curve(values).thinned(50);

        assertThat(points(thin)).startsWith("1 0.0").endsWith("1000 " + 999 % 7 + ".0");
        assertThat(IntStream.range(1, thin.size()).allMatch(i -> thin.step(i) > thin.step(i - 1)))
                .isTrue();
    }

    @Test
    void thinningPreservesGaps() {
        double[] values = new double[10_000];
        Arrays.fill(values, 2);
        values[5_000] = Double.NaN;

        assertThat(points(curve(values).thinned(40))).contains("5001 NaN");
    }

    @Test
    void aShortCurveIsNotThinned() {
        Curve curve = curve(new double[] {3, 1, 2});

        assertThat(curve.thinned(4)).isSameAs(curve);
        assertThatThrownBy(() -> curve.thinned(3)).hasMessage("a curve needs at least 4 points, not 3");
    }

    @Test
    void thinningReturnsAtMostTheRequestedPoints() {
        for (int size = 1; size < 60; size++) {
            double[] values = IntStream.range(0, size)
                    .mapToDouble(i -> i % 5 == 3 ? Double.NaN : Math.sin(i))
                    .toArray();
            for (int points = 4; points < 30; points++) {
                assertThat(curve(values).thinned(points).size()).isBetween(Math.min(size, 2), Math.max(points, 1));
            }
        }
    }

    @Test
    void smoothingPreservesSlopesExceptAtTheEndAndAveragesNoise() {
        double[] line = IntStream.range(0, 100).mapToDouble(i -> 3 * i).toArray();
        double[] noise = IntStream.range(0, 101).mapToDouble(i -> i % 2).toArray();

        Curve straight = curve(line).smoothed(10);
        Curve calm = curve(noise).smoothed(25);

        for (int i = 0; i < 90; i++) {
            assertThat(straight.value(i)).isCloseTo(line[i], within(1e-9));
        }
        assertThat(calm.value(50)).isCloseTo(0.5, within(0.01));
    }

    @Test
    void smoothingIgnoresGaps() {
        Curve smooth = curve(new double[] {1, Double.NaN, 3, 4, 5}).smoothed(1);

        assertThat(smooth.value(1)).isEqualTo(2);
        assertThat(curve(new double[] {Double.NaN}).smoothed(3).value(0)).isNaN();
    }

    @Test
    void aCurveOfGapsIsEmpty() {
        assertThat(curve(new double[] {Double.NaN, Double.NaN}).isEmpty()).isTrue();
        assertThat(curve(new double[] {Double.NaN, 1}).isEmpty()).isFalse();
    }

    private static Curve curve(double[] values) {
        return new Curve(
                IntStream.rangeClosed(1, values.length).asDoubleStream().toArray(), values);
    }

    private static String[] points(Curve curve) {
        return IntStream.range(0, curve.size())
                .mapToObj(i -> curve.step(i) + " " + curve.value(i))
                .toArray(String[]::new);
    }
}
