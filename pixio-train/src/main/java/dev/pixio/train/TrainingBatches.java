package dev.pixio.train;

import dev.pixio.augment.Augmentation;
import dev.pixio.data.ImageSource;
import dev.pixio.data.SkippedImage;
import dev.pixio.data.loader.Batch;
import dev.pixio.data.loader.BatchLoader;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.data.loader.StreamPosition;
import dev.pixio.data.loader.UnreadableTally;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.train.plan.DataPlan;
import dev.pixio.train.plan.TrainingPlan;
import java.io.IOException;
import java.util.List;

/** The batches of a run from a position in the data on, and the images that could not be read. */
final class TrainingBatches implements AutoCloseable {

    private final BatchLoader loader;
    private int listed;
    private long counted;

    TrainingBatches(TrainingPlan plan, ImageSource images, StreamPosition first, UnreadableTally before) {
        PatchGrid grid = plan.model().grid();
        DataPlan data = plan.data();
        LoaderOptions options = LoaderOptions.training(plan.batchSize(), plan.seed())
                .withMaxUnreadableShare(data.maxUnreadable())
                .withJpegScaling(data.jpegScaling());
        int threads = plan.machine().loaderThreads();
        this.loader = BatchLoader.startingAt(
                images,
                Augmentation.pretraining(grid.height(), grid.width(), data.minScale(), data.maxScale(), data.flip()),
                threads > 0 ? options.withThreads(threads) : options,
                first,
                before);
        this.listed = before.skipped().size();
        this.counted = before.count();
    }

    Batch next() throws IOException, InterruptedException {
        return loader.next();
    }

    long batchesPerEpoch() {
        return loader.batchesPerEpoch();
    }

    UnreadableTally tally() {
        return loader.tally();
    }

    long skippedCount() {
        return loader.skippedCount();
    }

    /** Images that could not be read since the last call. */
    List<SkippedImage> newlySkipped() {
        if (loader.skippedCount() == counted) {
            return List.of();
        }
        List<SkippedImage> all = loader.skipped(); // the first 10,000; further ones are only counted
        List<SkippedImage> fresh = all.subList(Math.min(listed, all.size()), all.size());
        counted = loader.skippedCount();
        listed = all.size();
        return fresh;
    }

    @Override
    public void close() {
        loader.close();
    }
}
