package dev.pixio.embed;

import dev.pixio.augment.Augmentation;
import dev.pixio.data.ImageSource;
import dev.pixio.data.SkippedImage;
import dev.pixio.data.loader.Batch;
import dev.pixio.data.loader.BatchLoader;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.data.loader.TooManyUnreadableException;
import dev.pixio.image.NonFiniteFeaturesException;
import dev.pixio.image.resize.Framing;
import dev.pixio.torch.Tensors;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Computes the features of all images of a source, once and in source order. Several threads decode ahead; the features
 * do not depend on their number.
 */
public final class EmbeddingPass {

    private final ImageSource source;
    private final Framing framing;
    private final Function<Tensor, float[]> embedder;
    private final LoaderOptions options;

    /**
     * @param source stays open; the caller closes it
     * @param framing the encoder's input size, a multiple of the patch size
     * @param embedder not used elsewhere while this runs; the caller closes it
     * @param options from {@link LoaderOptions#embedding}
     */
    public EmbeddingPass(ImageSource source, Framing framing, BatchEmbedder embedder, LoaderOptions options) {
        this(source, framing, images -> Tensors.toFloats(embedder.embed(images)), options);
    }

    /**
     * @param embedder from {@code uint8 [B, 3, H, W]} to the features of a batch, one image after the other; called in
     *     a pointer scope
     */
    EmbeddingPass(ImageSource source, Framing framing, Function<Tensor, float[]> embedder, LoaderOptions options) {
        this.source = source;
        this.framing = framing;
        this.embedder = embedder;
        this.options = options;
    }

    /** Processes the whole source; see {@link #run(long, EmbeddingListener)}. */
    public void run(EmbeddingListener listener) throws IOException, InterruptedException {
        run(0, listener);
    }

    /**
     * Processes the source from a batch on. Call it outside of any pointer scope.
     *
     * @param firstBatch from 0; batches and features are bit-identical to those of a pass over the whole source
     * @param listener receives the features; an exception from it ends the pass
     * @throws TooManyUnreadableException if more images cannot be read than the options allow
     * @throws NonFiniteFeaturesException if the features of an image are not finite
     */
    public void run(long firstBatch, EmbeddingListener listener) throws IOException, InterruptedException {
        Augmentation view = Augmentation.framed(framing);
        try (BatchLoader loader = BatchLoader.startingAt(source, view, options, 0, firstBatch)) {
            for (long index = firstBatch; index < loader.batchesPerEpoch(); index++) {
                try (Batch batch = loader.next()) {
                    report(batch, embed(batch), listener);
                }
            }
        }
    }

    /** The features of a batch, one image after the other. */
    private float[] embed(Batch batch) {
        try (PointerScope scope = new PointerScope()) {
            return embedder.apply(batch.images());
        }
    }

    private void report(Batch batch, float[] features, EmbeddingListener listener) throws IOException {
        List<float[]> each = split(features, batch.size());
        for (int i = 0; i < batch.size(); i++) {
            if (!batch.isLeftOut(i)) {
                NonFiniteFeaturesException.requireFinite(each.get(i), source.name(batch.sample(i)));
                listener.onFeatures(batch.sample(i), each.get(i));
            }
        }
        for (SkippedImage image : batch.skipped()) {
            listener.onSkipped(image);
        }
        listener.onBatch(batch.index(batch.size() - 1) + 1, source.size());
    }

    /** The features of each image. */
    static List<float[]> split(float[] features, int images) {
        int each = features.length / images;
        return IntStream.range(0, images)
                .mapToObj(i -> Arrays.copyOfRange(features, i * each, (i + 1) * each))
                .toList();
    }
}
