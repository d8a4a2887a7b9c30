package dev.pixio.downstream.evaluate;

import dev.pixio.augment.Normalize;
import dev.pixio.downstream.data.DensePixels;
import dev.pixio.downstream.data.DenseSample;
import dev.pixio.downstream.data.DenseSource;
import dev.pixio.downstream.data.Prefetch;
import dev.pixio.downstream.feature.BlockTokens;
import dev.pixio.downstream.feature.DenseFeatures;
import dev.pixio.downstream.feature.KeptTokens;
import dev.pixio.downstream.head.DenseHead;
import dev.pixio.downstream.head.Phase;
import dev.pixio.downstream.task.DenseTask;
import dev.pixio.downstream.task.Segmentation;
import dev.pixio.downstream.window.SlidingWindow;
import dev.pixio.eval.features.FeatureListener;
import dev.pixio.torch.NativeMemory;
import dev.pixio.torch.Tensors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Predicts the test samples with heads of one encoder, by sliding windows. Tokens of windows are computed once for all heads, if they
 * fit into memory. Create it outside of any pointer scope that closes before it, and close it.
 */
final class HeadTest implements AutoCloseable {

    private static final double MEMORY_SHARE = 0.25;

    /** Scores of windows in memory at a time, in numbers. */
    private static final long SCORES = 64L << 20;

    private static final int WINDOWS = 32;
    private static final int WINDOWS_AHEAD = 2 * WINDOWS;

    private final DenseSource source;
    private final DenseTask task;
    private final DenseFeatures features;
    private final SlidingWindow window;
    private final int threads;
    private final KeptTokens tokens;
    private long group;

    /** @param threads that read samples */
    HeadTest(DenseSource source, DenseTask task, DenseFeatures features, SlidingWindow window, int threads) {
        this.source = source;
        this.task = task;
        this.features = features;
        this.window = window;
        this.threads = threads;
        this.tokens =
                new KeptTokens((long) (MEMORY_SHARE * NativeMemory.available().orElse(0L)));
    }

    /** A window of one of the images that are predicted together. */
    private record ImageWindow(int image, SlidingWindow.Place place) {}

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
            List<ImageWindow> windows = new ArrayList<>();
            int ahead = threads;
            for (int i = 0; i < source.size(); i++) {
                DensePixels image = samples.take(i, ahead);
                List<SlidingWindow.Place> places = window.places(image.height(), image.width());
                for (SlidingWindow.Place place : places) {
                    windows.add(new ImageWindow(images.size(), place));
                }
                ahead = Math.max(threads, WINDOWS_AHEAD / places.size()); // 64 photographs would fill the heap
                images.add(image);
                if (windows.size() >= WINDOWS || i == source.size() - 1) {
                    predict(head, i + 1 - images.size(), images, windows, predictions);
                    images.clear();
                    windows.clear();
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

    private void predict(
            DenseHead head,
            int first,
            List<DensePixels> images,
            List<ImageWindow> windows,
            Consumer<DensePrediction> predictions) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            List<Tensor> sums = images.stream()
                    .map(image -> Tensors.to(
                            Tensors.zeros(ScalarType.Float, task.outputs(), image.height(), image.width()),
                            features.device()))
                    .toList();
            int atOnce = (int) Math.max(
                    1, Math.min(WINDOWS, SCORES / ((long) task.outputs() * window.size() * window.size())));
            for (int from = 0; from < windows.size(); from += atOnce) {
                add(head, images, windows.subList(from, Math.min(windows.size(), from + atOnce)), sums);
            }
            for (int i = 0; i < images.size(); i++) {
                DensePixels image = images.get(i);
                predictions.accept(
                        new DensePrediction(task, source.name(first + i), image, values(sums.get(i), image)));
            }
        }
    }

    private void add(DenseHead head, List<DensePixels> images, List<ImageWindow> windows, List<Tensor> sums) {
        try (PointerScope scope = new PointerScope()) {
            BlockTokens encoded = tokens.of(group++, () -> encode(images, windows))
                    .each(block -> Tensors.upload(block, features.device()));
            Tensor scores = head.forward(encoded.maps(), window.size(), window.size(), Phase.INFERENCE);
            Tensor estimates = task.estimate(scores);
            for (int i = 0; i < windows.size(); i++) {
                ImageWindow each = windows.get(i);
                window.add(estimates.narrow(0, i, 1), List.of(each.place), sums.get(each.image));
            }
        }
    }

    private BlockTokens encode(List<DensePixels> images, List<ImageWindow> windows) {
        List<Tensor> cut = new ArrayList<>();
        int last = -1;
        Tensor normalized = new Tensor();
        for (ImageWindow each : windows) {
            if (each.image != last) {
                last = each.image;
                DensePixels image = images.get(last);
                Tensor colours = Tensors.of(image.colours(), 1, 3, image.height(), image.width());
                normalized = Normalize.IMAGENET
                        .apply(Tensors.upload(colours, features.device()))
                        .squeeze(0);
            }
            cut.add(window.cut(normalized, List.of(each.place)));
        }
        return features.ofNormalized(torch.cat(new TensorVector(cut.toArray(Tensor[]::new)), 0));
    }

    private float[] values(Tensor sums, DensePixels image) {
        if (task instanceof Segmentation) {
            return Tensors.toFloats(torch.argmax(sums, new LongOptional(0), false));
        }
        float[] depths = Tensors.toFloats(sums);
        float[] counts = window.counts(image.height(), image.width());
        for (int pixel = 0; pixel < depths.length; pixel++) {
            depths[pixel] /= counts[pixel];
        }
        return depths;
    }

    @Override
    public void close() {
        tokens.close();
    }
}
