package dev.pixio.eval.features;

import dev.pixio.augment.Augmentation;
import dev.pixio.data.LabelledSource;
import dev.pixio.data.loader.Batch;
import dev.pixio.data.loader.BatchLoader;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.image.NonFiniteFeaturesException;
import dev.pixio.torch.Tensors;
import dev.pixio.weights.tensor.NonFinite;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** Computes the features of labelled images, once and in source order. Unreadable images are left out. */
final class FeatureCollector {

    private final LabelledSource source;
    private final FeatureExtractor extractor;
    private final int[] indices; // in the source, of the filled rows
    private @Nullable FeatureTable table; // its length is known with the first batch
    private int filled;

    private FeatureCollector(LabelledSource source, FeatureExtractor extractor) {
        this.source = source;
        this.extractor = extractor;
        this.indices = new int[Math.toIntExact(source.size())];
    }

    /**
     * The features of a source.
     *
     * @param options from {@link LoaderOptions#embedding}
     * @return which the caller closes
     * @throws NonFiniteFeaturesException if the features of an image are not finite
     */
    static FeatureTable collect(
            LabelledSource source, FeatureExtractor extractor, LoaderOptions options, FeatureListener listener)
            throws IOException, InterruptedException {
        FeatureCollector collector = new FeatureCollector(source, extractor);
        Augmentation view = Augmentation.framed(extractor.framing());
        try (BatchLoader loader = BatchLoader.of(source, view, options)) {
            for (long i = 0; i < loader.batchesPerEpoch(); i++) {
                try (Batch batch = loader.next()) {
                    collector.add(batch);
                    batch.skipped().forEach(listener::onSkipped);
                    listener.onBatch(batch.index(batch.size() - 1) + 1, source.size());
                }
            }
            return collector.finish();
        } finally {
            collector.close();
        }
    }

    private void add(Batch batch) {
        try (PointerScope scope = new PointerScope()) {
            Tensor features = extractor.embed(batch.images()); // [B, D]
            FeatureTable rows = table(features.size(1));
            int[] read = IntStream.range(0, batch.size())
                    .filter(i -> !batch.isLeftOut(i))
                    .toArray();
            for (int i : read) {
                Tensor row = features.select(0, i); // [D]
                if (!NonFinite.of(row).isNone()) {
                    NonFiniteFeaturesException.requireFinite(Tensors.toFloats(row), source.name(batch.sample(i)));
                }
                indices[filled] = Math.toIntExact(batch.sample(i));
                rows.features().select(0, filled).copy_(row);
                filled++;
            }
        }
    }

    private FeatureTable table(long dimension) {
        FeatureTable rows = table;
        if (rows == null) {
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
