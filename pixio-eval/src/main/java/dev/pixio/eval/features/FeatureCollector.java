package dev.pixio.eval.features;

import dev.pixio.augment.Augmentation;
import dev.pixio.data.LabelledSource;
import dev.pixio.data.SkippedImage;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.embed.EmbeddingListener;
import dev.pixio.embed.EmbeddingPass;
import dev.pixio.image.NonFiniteFeaturesException;
import dev.pixio.torch.Tensors;
import dev.pixio.torch.group.DividedTask;
import dev.pixio.torch.memory.MemoryDemand;
import java.io.IOException;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.Nullable;

/** Computes the features of labelled images, once and in source order. Unreadable images are left out. */
final class FeatureCollector implements EmbeddingListener {

    private final LabelledSource source;
    private final FeatureListener listener;
    private final int[] indices; // in the source, of the filled rows
    private @Nullable FeatureTable table; // its length is known with the first image
    private int filled;

    private FeatureCollector(LabelledSource source, FeatureListener listener) {
        this.source = source;
        this.listener = listener;
        this.indices = new int[Math.toIntExact(source.size())];
    }

    /**
     * The features of a source. In a group of processes, process 0 calls this and the others {@link #contribute}.
     *
     * @param options from {@link LoaderOptions#embedding}
     * @param task divides the images among processes
     * @return which the caller closes
     * @throws NonFiniteFeaturesException if the features of an image are not finite
     */
    static FeatureTable collect(
            LabelledSource source,
            FeatureExtractor extractor,
            LoaderOptions options,
            FeatureListener listener,
            DividedTask task)
            throws IOException, InterruptedException {
        FeatureCollector collector = new FeatureCollector(source, listener);
        try {
            pass(source, extractor, options).run(0, task, collector);
            return collector.finish();
        } finally {
            collector.close();
        }
    }

    /** Computes the features of the images of a process other than process 0, which receives them. */
    static void contribute(LabelledSource source, FeatureExtractor extractor, LoaderOptions options, DividedTask task)
            throws IOException, InterruptedException {
        pass(source, extractor, options).run(0, task, (index, features) -> {});
    }

    private static EmbeddingPass pass(LabelledSource source, FeatureExtractor extractor, LoaderOptions options) {
        return new EmbeddingPass(
                source,
                Augmentation.framed(extractor.framing(), extractor.input()),
                images -> Tensors.toFloats(extractor.embed(images)),
                options);
    }

    @Override
    public void onFeatures(long index, float[] features) {
        FeatureTable rows = table(features.length);
        indices[filled] = Math.toIntExact(index);
        try (PointerScope scope = new PointerScope()) {
            new FloatPointer(rows.features().data_ptr())
                    .position((long) filled * features.length)
                    .put(features);
        }
        filled++;
    }

    @Override
    public void onSkipped(SkippedImage image) {
        listener.onSkipped(image);
    }

    @Override
    public void onBatch(long done, long total) {
        listener.onBatch(done, total);
    }

    private FeatureTable table(long dimension) {
        FeatureTable rows = table;
        if (rows == null) {
            MemoryDemand.requireNative(
                    "the features of " + source.description(), (double) Float.BYTES * dimension * source.size());
            rows = FeatureTable.empty(source.labels(), dimension, source.classes());
            table = rows;
        }
        return rows;
    }

    /** The filled rows; all of them if no image was unreadable. */
    private FeatureTable finish() throws IOException {
        if (table == null || filled == 0) {
            throw new IOException("no image could be read from " + source.description());
        }
        int[] labels = Arrays.stream(indices, 0, filled).map(source::classOf).toArray();
        try (PointerScope scope = new PointerScope()) {
            return new FeatureTable(table.features().narrow(0, 0, filled), labels, source.classes());
        }
    }

    private void close() {
        if (table != null) {
            table.close();
        }
    }
}
