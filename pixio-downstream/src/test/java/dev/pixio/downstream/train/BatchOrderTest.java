package dev.pixio.downstream.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchOrderTest {

    @Test
    void anEpochHasEachSampleOnce() {
        BatchOrder order = new BatchOrder(12, 4, 5);

        int[] epoch = IntStream.range(3, 6)
                .flatMap(step -> Arrays.stream(order.batch(step)))
                .sorted()
                .toArray();

        assertThat(epoch).isEqualTo(IntStream.range(0, 12).toArray());
        assertThat(order.epoch(5)).isEqualTo(1);
    }

    @Test
    void epochsAndSeedsHaveOrdersOfTheirOwn() {
        BatchOrder order = new BatchOrder(100, 100, 5);

        assertThat(order.batch(1)).isNotEqualTo(order.batch(0));
        assertThat(new BatchOrder(100, 100, 6).batch(0)).isNotEqualTo(order.batch(0));
        assertThat(new BatchOrder(100, 100, 5).batch(0)).isEqualTo(order.batch(0));
    }

    @Test
    void whatFillsNoBatchIsLeftOutOfTheEpoch() {
        assertThat(new BatchOrder(11, 4, 0).stepsPerEpoch()).isEqualTo(2);
        assertThat(new BatchOrder(3, 4, 0).batch(7)).containsExactlyInAnyOrder(0, 1, 2);
    }
}
