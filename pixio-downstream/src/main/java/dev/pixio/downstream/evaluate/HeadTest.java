package dev.pixio.downstream.evaluate;

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
import java.util.Optional;
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
    private final DenseTest.Unreadable unreadable;
    private long group;

    /** A sample, or why it cannot be read. */
    private record Read(Optional<DensePixels> pixels, Optional<IOException> failure) {}

    /**
     * For several heads.
     *
     * @param threads that read samples
     */
    HeadTest(DenseSource source, DenseTask task, DenseFeatures features, SlidingWindow window, int threads) {
        this(
                source,
                task,
                features,
                window,
                threads,
                (long) (MEMORY_SHARE * NativeMemory.available().orElse(0L)),
                DenseTest.Unreadable.FAILS);
    }

    /**
     * With a limit for tokens.
     *
     * @param threads that read samples
     * @param kept bytes of tokens that are kept for the next head, 0 for a single one
     * @param unreadable samples that cannot be read; those of several heads must fail
     */
    HeadTest(
            DenseSource source,
            DenseTask task,
            DenseFeatures features,
            SlidingWindow window,
            int threads,
            long kept,
            DenseTest.Unreadable unreadable) {
        this.source = source;
        this.task = task;
        this.pass = new WindowPass(features, task, window, features.normalize(), WINDOWS);
        this.threads = threads;
        this.tokens = new KeptTokens(kept);
        this.unreadable = unreadable;
    }

    /**
     * Predicts all samples, in order.
     *
     * @throws IOException if a sample cannot be read, and must not be left out
     */
    void run(DenseHead head, FeatureListener listener, Consumer<DensePrediction> predictions)
            throws IOException, InterruptedException {
        group = 0;
        try (Prefetch<Read> samples = new Prefetch<>(number -> read((int) number), source.size(), threads, threads)) {
            List<DensePixels> images = new ArrayList<>();
            List<String> names = new ArrayList<>();
            int windows = 0;
            int ahead = threads;
            for (int i = 0; i < source.size(); i++) {
                Read read = samples.take(i, ahead);
                if (read.failure.isPresent()) {
                    unreadable.leaveOut(i, read.failure.get());
                } else {
                    DensePixels image = read.pixels.orElseThrow();
                    int more = pass.windows(image.height(), image.width());
                    ahead = Math.max(threads, WINDOWS_AHEAD / more); // 64 photographs would fill the heap
                    images.add(image);
                    names.add(source.name(i));
                    windows += more;
                }
                if (!images.isEmpty() && (windows >= WINDOWS || i == source.size() - 1)) {
                    predict(head, names, images, predictions);
                    images.clear();
                    names.clear();
                    windows = 0;
                    listener.onBatch(i + 1, source.size());
                }
            }
        }
    }

    private Read read(int index) {
        try (DenseSample sample = source.read(index)) {
            return new Read(Optional.of(sample.pixels()), Optional.empty());
        } catch (IOException e) {
            return new Read(Optional.empty(), Optional.of(e));
        }
    }

    private void predict(
            DenseHead head, List<String> names, List<DensePixels> images, Consumer<DensePrediction> predictions) {
        List<float[]> values = pass.predict(
                head, images.stream().map(DensePixels::image).toList(), compute -> tokens.of(group++, compute));
        for (int i = 0; i < images.size(); i++) {
            predictions.accept(new DensePrediction(task, names.get(i), images.get(i), values.get(i)));
        }
    }

    @Override
    public void close() {
        tokens.close();
    }
}
