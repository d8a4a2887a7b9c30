package dev.pixio.downstream.evaluate;

import dev.pixio.augment.Normalize;
import dev.pixio.downstream.data.DensePixels;
import dev.pixio.downstream.data.DenseSample;
import dev.pixio.downstream.data.DenseSource;
import dev.pixio.downstream.data.Prefetch;
import dev.pixio.downstream.feature.DenseFeatures;
import dev.pixio.downstream.feature.KeptTokens;
import dev.pixio.downstream.head.DenseHead;
import dev.pixio.downstream.task.DenseTask;
import dev.pixio.downstream.window.SlidingWindow;
import dev.pixio.downstream.window.WindowPass;
import dev.pixio.eval.features.FeatureListener;
import dev.pixio.torch.NativeMemory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Predicts the test samples with heads of one encoder, by sliding windows. Tokens of windows are computed once for all heads, if they
 * fit into memory. Create it outside of any pointer scope that closes before it, and close it.
 */
final class HeadTest implements AutoCloseable {

    private static final double MEMORY_SHARE = 0.25;

    private static final int WINDOWS = 32;
    private static final int WINDOWS_AHEAD = 2 * WINDOWS;

    private final DenseSource source;
    private final DenseTask task;
    private final WindowPass pass;
    private final int threads;
    private final KeptTokens tokens;
    private long group;

    /**
     * For several heads.
     *
     * @param threads that read samples
     */
    HeadTest(DenseSource source, DenseTask task, DenseFeatures features, SlidingWindow window, int threads) {
        this(source, task, features, window, threads, (long)
                (MEMORY_SHARE * NativeMemory.available().orElse(0L)));
    }

    /**
     * With a limit for tokens.
     *
     * @param threads that read samples
     * @param kept bytes of tokens that are kept for the next head, 0 for a single one
     */
    HeadTest(DenseSource source, DenseTask task, DenseFeatures features, SlidingWindow window, int threads, long kept) {
        this.source = source;
        this.task = task;
        this.pass = new WindowPass(features, task, window, Normalize.IMAGENET, WINDOWS);
        this.threads = threads;
        this.tokens = new KeptTokens(kept);
    }

    /**
     * Predicts all samples, in order.
     *
     * @throws IOException if a sample cannot be read
     */
    void run(DenseHead head, FeatureListener listener, Consumer<DensePrediction> predictions)
            throws IOException, InterruptedException {
        group = 0;
        try (Prefetch<DensePixels> samples =
                new Prefetch<>(number -> read((int) number), source.size(), threads, threads)) {
            List<DensePixels> images = new ArrayList<>();
            int windows = 0;
            int ahead = threads;
            for (int i = 0; i < source.size(); i++) {
                DensePixels image = samples.take(i, ahead);
                int more = pass.windows(image.height(), image.width());
                ahead = Math.max(threads, WINDOWS_AHEAD / more); // 64 photographs would fill the heap
                images.add(image);
                windows += more;
                if (windows >= WINDOWS || i == source.size() - 1) {
                    predict(head, i + 1 - images.size(), images, predictions);
                    images.clear();
                    windows = 0;
                    listener.onBatch(i + 1, source.size());
                }
            }
        }
    }

    private DensePixels read(int index) throws IOException {
        try (DenseSample sample = source.read(index)) {
            return sample.pixels();
        }
    }

    private void predict(DenseHead head, int first, List<DensePixels> images, Consumer<DensePrediction> predictions) {
        List<float[]> values = pass.predict(
                head, images.stream().map(DensePixels::planes).toList(), compute -> tokens.of(group++, compute));
        for (int i = 0; i < images.size(); i++) {
            predictions.accept(new DensePrediction(task, source.name(first + i), images.get(i), values.get(i)));
        }
    }

    @Override
    public void close() {
        tokens.close();
    }
}
