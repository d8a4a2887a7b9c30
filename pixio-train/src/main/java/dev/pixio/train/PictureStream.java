package dev.pixio.train;

import dev.pixio.augment.Augmentation;
import dev.pixio.data.Batch;
import dev.pixio.data.BatchLoader;
import dev.pixio.data.BrokenTally;
import dev.pixio.data.ImageSource;
import dev.pixio.data.LoaderOptions;
import dev.pixio.data.SkippedPicture;
import dev.pixio.data.StreamPosition;
import dev.pixio.model.PatchGrid;
import java.io.IOException;
import java.util.List;

/** The batches of a run from a place on, and what was told of pictures that could not be read. */
final class PictureStream implements AutoCloseable {

    private final BatchLoader loader;
    private int told;
    private long counted;

    PictureStream(TrainingPlan plan, ImageSource pictures, StreamPosition first, BrokenTally before) {
        PatchGrid grid = plan.model().grid();
        DataPlan data = plan.data();
        LoaderOptions options = LoaderOptions.training(plan.batchSize(), plan.seed())
                .withMaxBrokenShare(data.maxBroken())
                .withJpegScaling(data.jpegScaling());
        int threads = plan.machine().loaderThreads();
        this.loader = BatchLoader.startingAt(
                pictures,
                Augmentation.pretraining(grid.height(), grid.width(), data.minScale(), data.maxScale(), data.flip()),
                threads > 0 ? options.withThreads(threads) : options,
                first,
                before);
        this.told = before.skipped().size();
        this.counted = before.count();
    }

    Batch next() throws IOException, InterruptedException {
        return loader.next();
    }

    long batchesPerEpoch() {
        return loader.batchesPerEpoch();
    }

    BrokenTally tally() {
        return loader.tally();
    }

    long skippedCount() {
        return loader.skippedCount();
    }

    /** Pictures that could not be read and were not given here before. */
    List<SkippedPicture> newlySkipped() {
        if (loader.skippedCount() == counted) {
            return List.of();
        }
        List<SkippedPicture> all = loader.skipped(); // the first 10,000; more are only counted
        List<SkippedPicture> fresh = all.subList(Math.min(told, all.size()), all.size());
        counted = loader.skippedCount();
        told = all.size();
        return fresh;
    }

    @Override
    public void close() {
        loader.close();
    }
}
