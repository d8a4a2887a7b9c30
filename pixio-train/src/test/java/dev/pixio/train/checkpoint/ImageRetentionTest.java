package dev.pixio.train.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageRetentionTest {

    @Test
    void theFirstTheNewestAndEvenlySpacedImagesRemain() {
        assertThat(kept(new ImageRetention(10, 500), every(500, 12)))
                .containsExactly(500L, 1000L, 2000L, 3000L, 4000L, 5000L, 5500L, 6000L);
        assertThat(kept(new ImageRetention(10, 500), every(500, 28)))
                .containsExactly(500L, 4000L, 8000L, 12000L, 13000L, 13500L, 14000L);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 7, 24, 100})
    void thereAreNeverMoreThanTheGivenNumber(int keep) {
        ImageRetention retention = new ImageRetention(keep, 500);
        List<Long> images = new ArrayList<>();
        for (long step : every(500, 10_000)) {
            images.add(step);
            images.removeAll(retention.expired(images));
            assertThat(images).hasSizeLessThanOrEqualTo(keep).endsWith(step);
        }
        // Between one and two spans are as long as the run divided by their number.
        assertThat(images).hasSizeGreaterThanOrEqualTo(Math.min(keep, 3) + (keep - 3) / 2);
    }

    /** So an interruption at any step, and a run whose images an earlier version did not delete, end with the same images. */
    @Test
    void deletingAtEachCheckpointLeavesWhatDeletingOnceLeaves() {
        Random random = new Random(1);
        for (int keep : new int[] {2, 5, 24}) {
            List<Long> all = new ArrayList<>();
            List<Long> images = new ArrayList<>();
            ImageRetention retention = new ImageRetention(keep, 1); // an interval in time: any steps
            for (long step = random.nextInt(40); step < 20_000; step += 1 + random.nextInt(90)) {
                all.add(step);
                images.add(step);
                images.removeAll(retention.expired(images));
                assertThat(images).isEqualTo(kept(retention, all));
            }
        }
    }

    @Test
    void zeroKeepsAll() {
        assertThat(new ImageRetention(0, 500).expired(every(500, 1000))).isEmpty();
        assertThat(new ImageRetention(0, 500).isLasting(1500, 1000)).isTrue();
    }

    @Test
    void theNumberOfLastingImagesGrowsWithTheLogarithmOfTheRun() {
        ImageRetention retention = new ImageRetention(24, 500);
        long lasting = every(500, 10_000).stream()
                .filter(step -> retention.isLasting(step, step == 500 ? -1 : step - 500))
                .count();

        assertThat(every(500, 20)).allMatch(step -> retention.isLasting(step, step - 500));
        assertThat(lasting).as("of 10,000 images in 5 million steps").isBetween(100L, 130L);
    }

    @Test
    void aNegativeNumberIsRefused() {
        assertThatThrownBy(() -> new ImageRetention(-1, 500)).hasMessageContaining("at least 1, or 0 for all");
    }

    private static List<Long> every(long interval, int count) {
        return LongStream.rangeClosed(1, count).mapToObj(i -> i * interval).toList();
    }

    private static List<Long> kept(ImageRetention retention, List<Long> steps) {
        List<Long> kept = new ArrayList<>(steps);
        kept.removeAll(retention.expired(steps));
        return kept;
    }
}
