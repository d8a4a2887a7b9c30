package dev.pixio.search.update;

import dev.pixio.data.ImageSource;
import dev.pixio.data.SkippedImage;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.embed.EmbeddingListener;
import dev.pixio.embed.ImageEncoder;
import dev.pixio.embed.Pooling;
import dev.pixio.search.FileFacts;
import dev.pixio.search.IndexException;
import dev.pixio.search.IndexRoot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes an index, or brings it up to date: computes the vectors of images that are new or whose content has changed, and drops
 * images that are gone. Of several images of a source that have the same name the first is indexed.
 *
 * <pre>{@code
 * try (ImageEncoder encoder = ImageEncoder.load(weights);
 *         IndexStore store = FolderStore.open(Path.of("index"), FolderStore.Existing.UPDATE, "1.0");
 *         IndexedSource photos = IndexedSource.of(Path.of("photos"))) {
 *     UpdateResult result = new IndexUpdate(store, encoder, LoaderOptions.embedding(16))
 *             .run(List.of(photos), new UpdateListener() {});
 * }
 * }</pre>
 *
 * <p>An update that was interrupted, or whose process was killed, is continued by running it again: vectors that were computed are
 * not computed again.
 */
public final class IndexUpdate {

    private static final Logger LOG = LoggerFactory.getLogger(IndexUpdate.class);
    private static final String REPEATED_NAME = "another image of the same name comes before it";

    /** Images of which a line is logged; further ones are only counted, as unreadable images are. */
    private static final int MAX_LOGGED = 10_000;

    private final IndexStore store;
    private final ImageEncoder encoder;
    private final LoaderOptions options;
    private final List<Pooling> poolings;

    /**
     * Prepares an update.
     *
     * @param store receives the vectors; stays open
     * @param encoder stays open; its pooling is that of {@link dev.pixio.search.VectorKind#IMAGE}
     * @param options from {@link LoaderOptions#embedding}; any number of images may be unreadable
     * @throws IllegalArgumentException in one line: the pooling of the encoder gives more than one vector
     */
    public IndexUpdate(IndexStore store, ImageEncoder encoder, LoaderOptions options) {
        Pooling pooling = encoder.choice().pooling();
        if (pooling == Pooling.PATCHES || pooling == Pooling.MAPS) {
            throw new IllegalArgumentException("an index has one vector for an image, and the pooling " + pooling
                    + " one for each patch: choose class-mean, class-concat or patch-mean");
        }
        this.store = store;
        this.encoder = encoder;
        this.options = options.withMaxUnreadableShare(1);
        this.poolings = pooling == Pooling.PATCH_MEAN ? List.of(pooling) : List.of(pooling, Pooling.PATCH_MEAN);
    }

    /**
     * Runs the update.
     *
     * @param sources each is brought up to date; what the index has of other roots stays
     * @throws IndexException in one line: the index has vectors of other weights or settings, or is damaged, or no image can be
     *     read
     * @throws java.io.InterruptedIOException if the listener asked to stop; run it again to continue
     */
    public UpdateResult run(List<IndexedSource> sources, UpdateListener listener)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        List<IndexRoot> roots = sources.stream().map(IndexedSource::root).toList();
        if (roots.stream().map(IndexRoot::data).distinct().count() < roots.size()) {
            throw new IllegalArgumentException("a source of images is given twice: "
                    + String.join(", ", roots.stream().map(IndexRoot::data).toList()));
        }
        store.begin(encoder.origin());
        Receiver received = new Receiver(listener);
        for (IndexedSource source : sources) {
            update(source, received);
        }
        listener.onWriting();
        IndexStore.StoreChanges changes = store.finish(roots);
        return new UpdateResult(changes, received.computed, received.skipped, (System.nanoTime() - start) / 1e9);
    }

    private void update(IndexedSource source, Receiver received) throws IOException, InterruptedException {
        ImageSource images = source.images();
        FileStamps stamps = FileStamps.of(source.root(), images);
        BitSet repeated = RepeatedNames.of(images);
        LongStream.Builder compute = LongStream.builder();
        for (int index = 0; index < images.size(); index++) {
            if (repeated.get(index)) {
                continue;
            }
            String path = images.name(index);
            Optional<FileFacts> known = store.known(source.root(), path);
            Optional<FileFacts> kept = known.isEmpty() ? known : stamps.unchanged(known.get(), images, index);
            if (kept.isPresent()) {
                store.keep(source.root(), path, kept.get());
            } else {
                compute.add(index);
            }
        }
        long[] selected = compute.build().toArray();
        received.listener.onPlan(source.root(), selected.length, images.size());
        received.leaveOut(source, repeated);
        if (selected.length > 0) {
            SelectedImages read = new SelectedImages(images, stamps, selected);
            encoder.embedAll(read, options, poolings, received.of(source.root(), read));
        }
    }

    /** Passes vectors to the store. */
    private final class Receiver {

        private final UpdateListener listener;
        private final List<SkippedImage> skipped = new ArrayList<>();
        private long computed;

        Receiver(UpdateListener listener) {
            this.listener = listener;
        }

        /** Leaves out images whose name an earlier image of their source has: an image of the index is known by its name. */
        void leaveOut(IndexedSource source, BitSet repeated) {
            int logged = 0;
            for (int index = repeated.nextSetBit(0); index >= 0; index = repeated.nextSetBit(index + 1)) {
                SkippedImage image = new SkippedImage(index, source.images().name(index), REPEATED_NAME);
                if (logged++ < MAX_LOGGED) {
                    LOG.warn("skipped {}: {}", image.name(), image.reason());
                }
                skip(source.root(), image);
            }
            if (logged > MAX_LOGGED) {
                LOG.warn("{} further images have the name of an earlier one", logged - MAX_LOGGED);
            }
        }

        private void skip(IndexRoot root, SkippedImage image) {
            skipped.add(image);
            listener.onSkipped(root, image);
        }

        EmbeddingListener of(IndexRoot root, SelectedImages images) {
            return new EmbeddingListener() {
                @Override
                public void onFeatures(long index, float[] features) throws IOException {
                    ImageVectors vectors = ImageVectors.of(features, encoder.dimension());
                    store.put(root, images.name(index), images.take(index), vectors);
                    computed++;
                    listener.onComputed();
                }

                @Override
                public void onSkipped(SkippedImage image) {
                    skip(root, images.ofSource(image));
                }

                @Override
                public void onBatch(long done, long total) throws IOException {
                    store.endBatch();
                    listener.onBatch(done, total);
                }

                @Override
                public boolean isStopRequested() {
                    return listener.isStopRequested();
                }
            };
        }
    }
}
