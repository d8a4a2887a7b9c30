package dev.pixio.data.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.data.loader.Sampler.Order;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplerTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 15, 16, 17, 64, 65, 1000, 4097})
    void everyImageIsOnceInEveryEpoch(long size) {
        Sampler sampler = new Sampler(size, 7, Order.SHUFFLED);
        for (long epoch = 0; epoch < 3; epoch++) {
            assertThat(order(sampler, epoch))
                    .containsExactlyInAnyOrder(LongStream.range(0, size).toArray());
        }
    }

    @Test
    void orderDependsOnSeedAndEpochOnly() {
        Sampler sampler = new Sampler(1000, 7, Order.SHUFFLED);
        assertThat(order(sampler, 0)).isNotEqualTo(order(sampler, 1));
        assertThat(order(sampler, 0)).isNotEqualTo(order(new Sampler(1000, 8, Order.SHUFFLED), 0));
        assertThat(order(sampler, 5)).isEqualTo(order(new Sampler(1000, 7, Order.SHUFFLED), 5));
    }

    /** Each of 5 images at each of 5 indices over 5,000 epochs: 1,000 each, within five standard deviations of 28. */
    @Test
    void everyIndexGetsEveryImageEquallyOften() {
        Sampler sampler = new Sampler(5, 3, Order.SHUFFLED);
        int[][] counts = new int[5][5];
        for (long epoch = 0; epoch < 5000; epoch++) {
            for (int index = 0; index < 5; index++) {
                counts[index][(int) sampler.sampleAt(epoch, index)]++;
            }
        }
        for (int[] row : counts) {
            for (int count : row) {
                assertThat(count).isCloseTo(1000, within(140));
            }
        }
    }

    /** Consecutive images of a random permutation of 1,000 are 333 indices apart on average. */
    @Test
    void consecutiveSamplesAreFarApart() {
        long[] order = order(new Sampler(1000, 11, Order.SHUFFLED), 0);
        double distance = 0;
        for (int i = 1; i < order.length; i++) {
            distance += Math.abs(order[i] - order[i - 1]);
        }
        assertThat(distance / 999).isCloseTo(333, within(30.0));
    }

    @Test
    void aBillionImagesTakeNoMemory() {
        Sampler sampler = new Sampler(1_000_000_007L, 1, Order.SHUFFLED);
        assertThat(LongStream.range(0, 1000).map(index -> sampler.sampleAt(0, index)))
                .allMatch(sample -> sample >= 0 && sample < 1_000_000_007L)
                .doesNotHaveDuplicates();
    }

    @Test
    void sequentialOrderIsThatOfTheSource() {
        assertThat(order(new Sampler(4, 7, Order.SEQUENTIAL), 3)).containsExactly(0, 1, 2, 3);
    }

    @Test
    void indexBeyondTheEpochIsAnError() {
        Sampler sampler = new Sampler(4, 7, Order.SHUFFLED);
        assertThatThrownBy(() -> sampler.sampleAt(0, 4)).hasMessage("index 4 in an epoch of 4 images");
    }

    private static long[] order(Sampler sampler, long epoch) {
        return LongStream.range(0, sampler.size())
                .map(index -> sampler.sampleAt(epoch, index))
                .toArray();
    }
}
