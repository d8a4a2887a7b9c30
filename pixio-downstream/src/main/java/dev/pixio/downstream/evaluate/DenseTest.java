package dev.pixio.downstream.evaluate;

import dev.pixio.downstream.data.DenseSource;
import dev.pixio.downstream.feature.DenseFeatures;
import dev.pixio.downstream.head.DenseHead;
import dev.pixio.downstream.task.DenseTask;
import dev.pixio.downstream.window.SlidingWindow;
import dev.pixio.eval.features.FeatureListener;
import java.io.IOException;
import java.util.Map;

/** The measures of one head, as evaluations compute them. */
public final class DenseTest {

    /** What is done when a sample cannot be read. */
    @FunctionalInterface
    public interface Unreadable {

        /** It is an error. */
        Unreadable FAILS = (sample, reason) -> {
            throw reason;
        };

        /**
         * Leaves the sample out.
         *
         * @throws IOException if it must not be left out
         */
        void leaveOut(int sample, IOException reason) throws IOException;
    }

    /**
     * The measures of a head.
     *
     * @param byName {@code miou} first for segmentation, {@code d1} first for depth; empty if no pixel counts
     * @param iouByClass intersection over union of each class that occurs; empty for depth
     */
    public record Result(Map<String, Double> byName, Map<String, Double> iouByClass) {}

    private DenseTest() {}

    /**
     * Measures a head.
     *
     * @param features of its encoder
     * @param window size and stride of the windows
     * @param threads that read samples
     * @param unreadable samples that cannot be read
     * @throws IOException if a sample cannot be read, and must not be left out
     */
    public static Result measure(
            DenseSource samples,
            DenseTask task,
            DenseFeatures features,
            DenseHead head,
            SlidingWindow window,
            int threads,
            Unreadable unreadable)
            throws IOException, InterruptedException {
        Measures measures = Measures.of(task);
        try (HeadTest test = new HeadTest(samples, task, features, window, threads, 0, unreadable)) {
            test.run(head, new FeatureListener() {}, measures::add);
        }
        return measures.isEmpty()
                ? new Result(Map.of(), Map.of())
                : new Result(measures.byName(), measures.iouByClass());
    }
}
