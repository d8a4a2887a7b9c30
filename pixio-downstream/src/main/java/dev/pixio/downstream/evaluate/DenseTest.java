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

    private DenseTest() {}

    /**
     * Measures a head.
     *
     * @param features of its encoder
     * @param window size and stride of the windows
     * @param threads that read samples
     * @return by name: {@code miou} first for segmentation, {@code d1} first for depth; empty if no pixel counts
     * @throws IOException if a sample cannot be read
     */
    public static Map<String, Double> measure(
            DenseSource samples,
            DenseTask task,
            DenseFeatures features,
            DenseHead head,
            SlidingWindow window,
            int threads)
            throws IOException, InterruptedException {
        Measures measures = Measures.of(task);
        try (HeadTest test = new HeadTest(samples, task, features, window, threads, 0)) {
            test.run(head, new FeatureListener() {}, measures::add);
        }
        return measures.isEmpty() ? Map.of() : measures.byName();
    }
}
