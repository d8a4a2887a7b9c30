package dev.pixio.embed.file;

import dev.pixio.data.SkippedPicture;
import dev.pixio.embed.EmbeddingListener;
import java.io.IOException;

/** Puts each batch into the log as soon as it is through, then tells another listener of it. */
final class LogWriter implements EmbeddingListener {

    private final FeatureLog log;
    private final RemainingSource source;
    private final EmbeddingListener next;
    private FeatureBatch batch;

    LogWriter(FeatureLog log, RemainingSource source, EmbeddingListener next) {
        this.log = log;
        this.source = source;
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
        next.onSkipped(inWhole);
    }

    @Override
    public void onBatch(long seen, long total) throws IOException {
        log.add(batch);
        batch = newBatch();
        next.onBatch(source.before() + seen, source.before() + total);
    }
}
