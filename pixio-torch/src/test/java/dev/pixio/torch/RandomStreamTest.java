package dev.pixio.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RandomStreamTest {

    @Test
    void theSameNameDrawsTheSameNumbers() {
        RandomStream a = RandomStream.of(7, "mask", 3, 11);
        RandomStream b = RandomStream.of(7, "mask", 3, 11);
        for (int i = 0; i < 100; i++) {
            assertThat(a.nextLong()).isEqualTo(b.nextLong());
        }
    }

    @Test
    void neighbouringNamesShareNothing() {
        Set<Long> seen = new HashSet<>();
        for (long seed = 0; seed < 10; seed++) {
            for (long epoch = 0; epoch < 10; epoch++) {
                for (long index = 0; index < 100; index++) {
                    assertThat(seen.add(
                                    RandomStream.of(seed, "mask", epoch, index).nextLong()))
                            .isTrue();
                    assertThat(seen.add(
                                    RandomStream.of(seed, "crop", epoch, index).nextLong()))
                            .isTrue();
                }
            }
        }
    }

    @Test
    void swappedKeysAreAnotherName() {
        assertThat(RandomStream.of(1, "mask", 2, 3).nextLong())
                .isNotEqualTo(RandomStream.of(1, "mask", 3, 2).nextLong());
    }

    @Test
    void firstDrawsOfManyStreamsAreUniform() {
        int streams = 100_000;
        int[] tenths = new int[10];
        double sum = 0;
        for (int i = 0; i < streams; i++) {
            double value = RandomStream.of(0, "uniform", i).nextDouble();
            assertThat(value).isBetween(0.0, Math.nextDown(1.0));
            tenths[(int) (value * 10)]++;
            sum += value;
        }
        assertThat(sum / streams).isBetween(0.497, 0.503);
        // Five standard deviations of a binomial count.
        double bound = 5 * Math.sqrt(streams * 0.1 * 0.9);
        for (int count : tenths) {
            assertThat((double) count).isBetween(streams * 0.1 - bound, streams * 0.1 + bound);
        }
    }

    @Test
    void gaussiansHaveMeanZeroAndVarianceOne() {
        RandomStream random = RandomStream.of(0, "gaussian");
        int draws = 200_000;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < draws; i++) {
            double value = random.nextGaussian();
            sum += value;
            squares += value * value;
        }
        assertThat(sum / draws).isBetween(-0.012, 0.012);
        assertThat(squares / draws).isBetween(0.98, 1.02);
    }

    @Test
    void integersCoverTheirRange() {
        RandomStream random = RandomStream.of(0, "integers");
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            seen.add(random.nextInt(7));
        }
        assertThat(seen).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6);
    }

    @Test
    void aBoundThatIsNotPositiveIsRefused() {
        assertThatThrownBy(() -> RandomStream.of(0, "integers").nextInt(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("bound must be positive, not 0");
    }
}
