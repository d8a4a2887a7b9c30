package dev.pixio.embed.log;

import dev.pixio.data.SkippedImage;
import dev.pixio.data.loader.UnreadableLimit;
import dev.pixio.embed.EmbeddingListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Adds each finished batch to the log, then passes it to another listener. Ends the pass when too many images are
 * unreadable, including those in the log, which the loader does not count.
 */
public final class FeatureLogWriter implements EmbeddingListener {

    private final FeatureLog log;
    private final RemainingSource source;
    private final UnreadableLimit limit;
    private final EmbeddingListener next;
    private FeatureBatch batch;

    /**
     * @param log receives the batches
     * @param source the images that are embedded
     * @param limit on unreadable images of the whole source
     * @param next called after a batch was added to the log
     */
    public FeatureLogWriter(FeatureLog log, RemainingSource source, UnreadableLimit limit, EmbeddingListener next) {
        this.log = log;
        this.source = source;
        this.limit = limit;
        this.next = next;
        this.batch = newBatch();
    }

    private FeatureBatch newBatch() {
        return new FeatureBatch(log.header().number());
    }

    @Override
    public void onFeatures(long index, float[] features) throws IOException {
        batch.add(source.name(index), features);
        next.onFeatures(source.underlyingIndex(index), features);
    }

    @Override
    public void onSkipped(SkippedImage image) throws IOException {
        SkippedImage inWhole = new SkippedImage(source.underlyingIndex(image.index()), image.name(), image.reason());
        batch.skip(inWhole);
        List<SkippedImage> unreadable = new ArrayList<>(log.skipped());
        unreadable.addAll(batch.skipped());
        if (limit.isExceededBy(unreadable.size())) {
            throw limit.exceeded(unreadable.size(), unreadable.get(0));
        }
        next.onSkipped(inWhole);
    }

    @Override
    public boolean isStopRequested() {
        return next.isStopRequested();
    }

    @Override
    public void onBatch(long done, long total) throws IOException {
        log.add(batch);
        batch = newBatch();
        next.onBatch(source.doneCount() + done, source.doneCount() + total);
    }
}
