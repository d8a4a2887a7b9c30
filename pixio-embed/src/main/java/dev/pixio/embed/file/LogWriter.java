package dev.pixio.embed.file;

import dev.pixio.data.BrokenLimit;
import dev.pixio.data.SkippedPicture;
import dev.pixio.embed.EmbeddingListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts each batch into the log as soon as it is through, then tells another listener of it. Ends the pass when too many
 * pictures are broken, those of the log included: only here it is known how many there are in all.
 */
public final class LogWriter implements EmbeddingListener {

    private final FeatureLog log;
    private final RemainingSource source;
    private final BrokenLimit limit;
    private final EmbeddingListener next;
    private FeatureBatch batch;

    /**
     * @param log takes the batches
     * @param source whose images are embedded
     * @param limit on unreadable images of the whole source
     * @param next is called after the log has taken a batch
     */
    public LogWriter(FeatureLog log, RemainingSource source, BrokenLimit limit, EmbeddingListener next) {
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
    public void onSkipped(SkippedPicture picture) throws IOException {
        SkippedPicture inWhole =
                new SkippedPicture(source.indexInWhole(picture.index()), picture.name(), picture.reason());
        batch.skip(inWhole);
        List<SkippedPicture> broken = new ArrayList<>(log.skipped());
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
