package dev.pixio.data.loader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.data.SkippedImage;
import dev.pixio.data.loader.LoaderOptions.UnreadablePolicy;
import dev.pixio.data.loader.SampleLoader.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class UnreadableImagesTest {

    private static final long IMAGES = 1_000_000;

    @Test
    void countsAreExactWhenSeveralThreadsAdd() throws Exception {
        int threads = 4;
        int images = 100_000;
        UnreadableImages counted = counting(UnreadableTally.NONE);
        CyclicBarrier start = new CyclicBarrier(threads);
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        List<Future<Long>> adding = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            adding.add(workers.submit(() -> {
                start.await();
                for (int index = 0; index < images; index++) {
                    counted.add(index % 100 == 0 ? unreadable(index) : readable(index));
                }
                return counted.count();
            }));
        }
        for (Future<Long> thread : adding) {
            thread.get();
        }
        workers.shutdown();

        assertThat(counted.tally().seen()).isEqualTo(400_000);
        assertThat(counted.tally().unreadable()).isEqualTo(4_000);
        assertThat(counted.count()).as("distinct images").isEqualTo(1_000);
    }

    @Test
    void moreUnreadableImagesThanAreListedAreCountedAcrossAResume() throws Exception {
        UnreadableImages before = counting(UnreadableTally.NONE);
        for (long index = 0; index < 12_000; index++) {
            before.add(unreadable(index));
        }
        UnreadableImages after = counting(before.tally());

        assertThat(after.count()).isEqualTo(12_000);
        assertThat(after.listed()).hasSize(10_000);
        after.add(unreadable(3)); // listed
        after.add(unreadable(11_999)); // counted only
        after.add(unreadable(12_000)); // new
        assertThat(after.count()).isEqualTo(12_001);
        assertThat(counting(after.tally()).count()).isEqualTo(12_001);
    }

    /** A limit that is never exceeded, so that only the counts matter. */
    private static UnreadableImages counting(UnreadableTally before) {
        return new UnreadableImages(new UnreadablePolicy(1, OnUnreadable.LEAVE_OUT), false, IMAGES, before);
    }

    private static Outcome readable(long index) {
        return new Outcome(index, List.of());
    }

    private static Outcome unreadable(long index) {
        return new Outcome(Outcome.NONE, List.of(new SkippedImage(index, index + ".jpg", "truncated JPEG")));
    }
}
