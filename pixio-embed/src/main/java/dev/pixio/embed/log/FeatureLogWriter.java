package dev.pixio.embed.log;

import dev.pixio.data.SkippedImage;
import dev.pixio.data.loader.UnreadableLimit;
import dev.pixio.embed.EmbeddingListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts each batch into the log as soon as it is through, then tells another listener of it. Ends the pass when too many
 * images are broken, those of the log included: only here it is known how many there are in all.
 */
public final class FeatureLogWriter implements EmbeddingListener {

    private final FeatureLog log;
    private final RemainingSource source;
    private final UnreadableLimit limit;
    private final EmbeddingListener next;
    private FeatureBatch batch;

    /**
     * @param log takes the batches
     * @param source whose images are embedded
     * @param limit on unreadable images of the whole source
     * @param next is called after the log has taken a batch
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
        next.onFeatures(source.indexInWhole(index), features);
    }

    @Override
    public void onSkipped(SkippedImage image) throws IOException {
        SkippedImage inWhole = new SkippedImage(source.indexInWhole(image.index()), image.name(), image.reason());
        batch.skip(inWhole);
        List<SkippedImage> broken = new ArrayList<>(log.skipped());
        broken.addAll(batch.skipped());
        if (limit.isExceededBy(broken.size())) {
            throw limit.exceeded(broken.size(), broken.get(0));
        }
        next.onSkipped(inWhole);
    }

    @Override
    public void onBatch(long seen, long total) throws IOException {
        log.add(batch);
        batch = newBatch();
        next.onBatch(source.before() + seen, source.before() + total);
    }
}
