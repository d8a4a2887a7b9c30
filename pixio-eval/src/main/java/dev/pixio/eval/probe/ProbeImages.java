package dev.pixio.eval.probe;

import dev.pixio.augment.Augmentation;
import dev.pixio.data.LabelledSource;
import dev.pixio.data.loader.Batch;
import dev.pixio.data.loader.BatchLoader;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.embed.BatchEmbedder;
import dev.pixio.eval.features.FeatureTable;
import dev.pixio.image.resize.Framing;
import dev.pixio.torch.Tensors;
import java.io.IOException;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Labelled images that are decoded once, for all probes of a run. An unreadable image is replaced, as in training. It
 * owns native memory; close it.
 */
final class ProbeImages implements AutoCloseable {

    private static final int BATCH = 64;

    private final Tensor images; // uint8 [N, 3, H, W] on the CPU
    private final int[] labels;
    private final List<String> classes;

    ProbeImages(LabelledSource source, Framing framing) throws IOException {
        int size = Math.toIntExact(source.size());
        this.labels = new int[size];
        this.classes = source.classes();
        try (PointerScope scope = new PointerScope()) {
            this.images = Tensors.keep(Tensors.zeros(ScalarType.Byte, size, 3, framing.height(), framing.width()));
        }
        try (BatchLoader loader =
                BatchLoader.of(source, Augmentation.framed(framing), LoaderOptions.evaluation(BATCH, 0))) {
            int filled = 0;
            for (long i = 0; i < loader.batchesPerEpoch(); i++) {
                try (Batch batch = loader.next();
                        PointerScope scope = new PointerScope()) {
                    images.narrow(0, filled, batch.size()).copy_(batch.images());
                    for (int j = 0; j < batch.size(); j++) {
                        labels[filled++] = source.classOf(batch.sample(j));
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            throw new IOException("interrupted while the probe's images were read", e);
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** The features of all images; the caller closes them. */
    FeatureTable features(BatchEmbedder embedder) {
        try (PointerScope scope = new PointerScope()) {
            Tensor all = Tensors.empty(
                    ScalarType.Float, labels.length, embedder.encoder().config().width());
            for (int first = 0; first < labels.length; first += BATCH) {
                try (PointerScope batch = new PointerScope()) {
                    int count = Math.min(BATCH, labels.length - first);
                    all.narrow(0, first, count).copy_(embedder.embed(images.narrow(0, first, count)));
                }
            }
            return new FeatureTable(all, labels, classes);
        }
    }

    @Override
    public void close() {
        images.close();
    }
}
