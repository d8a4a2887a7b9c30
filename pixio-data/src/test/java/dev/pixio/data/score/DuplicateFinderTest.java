package dev.pixio.data.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DuplicateFinderTest {

    private static PixelScore score(String digest, long hash) {
        return new PixelScore(100, 100, 7, digest, hash);
    }

    /** The same rule without bands: each image against all that repeated none. */
    private static Optional<Duplicate> compared(List<Long> first, long hash, int distance) {
        int best = -1;
        for (int i = 0; i < first.size(); i++) {
            int bits = Long.bitCount(hash ^ first.get(i));
            if (bits <= distance && (best < 0 || bits < Long.bitCount(hash ^ first.get(best)))) {
                best = i;
            }
        }
        return best < 0
                ? Optional.empty()
                : Optional.of(new Duplicate(best + "", Long.bitCount(hash ^ first.get(best))));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 4, 10})
    void bandsFindWhatComparingAllPairsFinds(int distance) {
        Random random = new Random(5);
        DuplicateFinder finder = new DuplicateFinder(distance);
        List<Long> first = new ArrayList<>();
        int found = 0;
        for (int i = 0; i < 3000; i++) {
            long hash = i % 3 == 0 || first.isEmpty() ? random.nextLong() : first.get(random.nextInt(first.size()));
            for (int flips = random.nextInt(distance + 3); flips > 0; flips--) {
                hash ^= 1L << random.nextInt(64);
            }
            Optional<Duplicate> expected = compared(first, hash, distance);
            assertThat(finder.add(first.size() + "", score("", hash))).isEqualTo(expected);
            if (expected.isEmpty()) {
                first.add(hash);
            } else {
                found++;
            }
        }
        assertThat(found).isGreaterThan(300);
    }

    @Test
    void equalPixelsAreExactWhateverTheirHash() {
        DuplicateFinder finder = new DuplicateFinder(3);
        finder.add("a", score("00", 0));

        assertThat(finder.add("b", score("00", 0))).contains(Duplicate.exact("a"));
        assertThat(finder.add("c", score("01", 0)))
                .as("other pixels without structure")
                .isEmpty();
    }

    @Test
    void aChainOfSimilarImagesIsNotOneGroup() {
        DuplicateFinder finder = new DuplicateFinder(3);
        long hash = 0x0F0F_0F0F_0F0F_0F0FL;
        finder.add("a", score("0", hash));

        assertThat(finder.add("b", score("1", hash ^ 0b111))).contains(new Duplicate("a", 3));
        assertThat(finder.add("c", score("2", hash ^ 0b11_0111)))
                .as("5 bits from a, 2 from b")
                .isEmpty();
    }

    @Test
    void aDistanceIsZeroToTen() {
        assertThatThrownBy(() -> new DuplicateFinder(11)).hasMessageContaining("0 to 10, not 11");
    }
}
