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
import dev.pixio.torch.group.BatchWork;
import dev.pixio.torch.group.DividedTask;
import dev.pixio.torch.group.ProcessGroup;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Computes the features of all images of a source, once and in source order. Several threads decode ahead, and several
 * processes may divide the batches; the features do not depend on the number of either. Smaller batches are filled up, because
 * libtorch's products of another size may differ in their last bits: the features of an image do not depend on the other images
 * of the source, or on their number.
 */
public final class EmbeddingPass {

    private static final long LEFT_OUT = -1;

    private final ImageSource source;
    private final Augmentation view;
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
    public EmbeddingPass(
            ImageSource source, Framing framing, Function<Tensor, float[]> embedder, LoaderOptions options) {
        this(source, Augmentation.framed(framing), embedder, options);
    }

    /**
     * @param view converts images to the encoder's input; not random
     * @param embedder from a batch of views to their features, one image after the other; called in a pointer scope
     */
    public EmbeddingPass(
            ImageSource source, Augmentation view, Function<Tensor, float[]> embedder, LoaderOptions options) {
        this.source = source;
        this.view = view;
        this.embedder = embedder;
        this.options = options;
    }

    /** Processes the whole source; see {@link #run(long, DividedTask, EmbeddingListener)}. */
    public void run(EmbeddingListener listener) throws IOException, InterruptedException {
        run(0, DividedTask.alone(), listener);
    }

    /**
     * Processes the source from a batch on. Call it outside of any pointer scope.
     *
     * @param firstBatch from 0; batches and features are bit-identical to those of a pass over the whole source
     * @param task the processes that divide the batches, all of which call this with the same images; process 0 receives
     *     the features, as a single process would compute them
     * @param listener receives the features; an exception from it ends the pass
     * @return {@code COMPLETE}, or in a process other than 0 that process 0 did without the pass
     * @throws TooManyUnreadableException if more images cannot be read than the options allow
     * @throws NonFiniteFeaturesException if the features of an image are not finite
     * @throws InterruptedIOException if the listener of a process asked to stop
     */
    public DividedTask.Ending run(long firstBatch, DividedTask task, EmbeddingListener listener)
            throws IOException, InterruptedException {
        long batches = Math.max(0, BatchLoader.batchesPerEpoch(source, options) - firstBatch);
        try (Work work = new Work(firstBatch, task, listener)) {
            DividedTask.Ending ending = task.run(batches, work);
            if (ending == DividedTask.Ending.STOPPED) {
                throw new InterruptedIOException("interrupted");
            }
            return ending;
        }
    }

    /** The batches of this process, and in process 0 what is done with those of all. */
    private final class Work implements BatchWork<EmbeddedBatch>, AutoCloseable {

        private final long firstBatch;
        private final DividedTask task;
        private final EmbeddingListener listener;
        private @Nullable BatchLoader opened; // by the first batch: a pass may be skipped

        Work(long firstBatch, DividedTask task, EmbeddingListener listener) {
            this.firstBatch = firstBatch;
            this.task = task;
            this.listener = listener;
        }

        private BatchLoader loader() {
            BatchLoader loader = opened;
            if (loader == null) {
                ProcessGroup group = task.group();
                LoaderOptions.Share share = new LoaderOptions.Share(group.rank(), group.size());
                // Process 0 counts and reports the unreadable images of all.
                LoaderOptions own = group.isFirst() ? options : options.withMaxUnreadableShare(1);
                loader = BatchLoader.ofShare(source, view, own, firstBatch, share);
                if (!group.isFirst()) {
                    loader.unreadable().withoutWarnings();
                }
                opened = loader;
            }
            return loader;
        }

        @Override
        public EmbeddedBatch compute(long number) throws IOException, InterruptedException {
            try (Batch batch = loader().next()) {
                return new EmbeddedBatch(
                        new EmbeddedBatch.Images(
                                IntStream.range(0, batch.size())
                                        .mapToObj(i -> batch.isLeftOut(i) ? LEFT_OUT : batch.sample(i))
                                        .toList(),
                                batch.skipped(),
                                batch.index(batch.size() - 1) + 1),
                        embed(batch));
            }
        }

        @Override
        public void receive(long number, EmbeddedBatch batch) throws IOException {
            if (!task.isOwn(number)) {
                loader().unreadable().addLeftOut(batch.images().skipped());
            }
            report(batch, listener);
        }

        @Override
        public Packed pack(EmbeddedBatch batch) {
            return batch.packed();
        }

        @Override
        public EmbeddedBatch unpack(Packed packed) {
            return EmbeddedBatch.of(packed);
        }

        @Override
        public boolean isStopRequested() {
            return listener.isStopRequested();
        }

        @Override
        public void close() {
            if (opened != null) {
                opened.close();
            }
        }
    }

    /** The features of a batch, one image after the other. */
    private float[] embed(Batch batch) {
        try (PointerScope scope = new PointerScope()) {
            float[] features = embedder.apply(filled(batch.images()));
            return Arrays.copyOf(features, features.length / options.batches().size() * batch.size());
        }
    }

    /** {@code [B, C, H, W]} of the whole batch size, with black images at the end. */
    private Tensor filled(Tensor images) {
        long missing = options.batches().size() - images.size(0);
        if (missing == 0) {
            return images;
        }
        Tensor black =
                Tensors.zeros(images.scalar_type().intern(), missing, images.size(1), images.size(2), images.size(3));
        return torch.cat(new TensorVector(images, black), 0);
    }

    private void report(EmbeddedBatch batch, EmbeddingListener listener) throws IOException {
        List<Long> samples = batch.images().samples();
        List<float[]> each = split(batch.features(), samples.size());
        for (int i = 0; i < samples.size(); i++) {
            long sample = samples.get(i);
            if (sample != LEFT_OUT) {
                NonFiniteFeaturesException.requireFinite(each.get(i), source.name(sample));
                listener.onFeatures(sample, each.get(i));
            }
        }
        for (SkippedImage image : batch.images().skipped()) {
            listener.onSkipped(image);
        }
        listener.onBatch(batch.images().done(), source.size());
    }

    /** The features of each image. */
    static List<float[]> split(float[] features, int images) {
        int each = features.length / images;
        return IntStream.range(0, images)
                .mapToObj(i -> Arrays.copyOfRange(features, i * each, (i + 1) * each))
                .toList();
    }
}
