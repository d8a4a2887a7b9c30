package dev.pixio.train;

import dev.pixio.data.SkippedImage;
import dev.pixio.data.loader.Batch;
import dev.pixio.data.loader.BatchLoader;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.data.loader.StreamPosition;
import dev.pixio.data.loader.TooManyUnreadableException;
import dev.pixio.data.loader.UnreadableTally;
import dev.pixio.train.objective.Objective;
import dev.pixio.train.plan.DataPlan;
import dev.pixio.train.plan.RunPlan;
import java.util.List;

/** The batches of a run from a position in the data on, and the images that could not be read. */
final class TrainingBatches implements AutoCloseable {

    private final BatchLoader loader;
    private final boolean isShared;
    private int listed;
    private long counted;

    /**
     * @param memory where the batches are
     * @param share this process's part of each batch
     * @param first the position of the first batch
     * @param before what could not be read until then, by all processes
     */
    TrainingBatches(
            Objective objective,
            LoaderOptions.BatchMemory memory,
            LoaderOptions.Share share,
            StreamPosition first,
            UnreadableTally before) {
        RunPlan plan = objective.plan();
        DataPlan data = plan.data();
        LoaderOptions options = LoaderOptions.training(plan.batchSize(), plan.seed())
                .withShare(share)
                .withMemory(memory)
                .withMaxUnreadableShare(data.maxUnreadable());
        int threads = plan.machine().loaderThreads();
        this.loader = BatchLoader.startingAt(
                objective.images(),
                objective.views(),
                threads > 0 ? options.withThreads(threads) : options,
                first,
                before);
        this.isShared = share.processes() > 1;
        this.listed = before.skipped().size();
        this.counted = before.count();
    }

    /** The next batch; {@link #count} follows before the next but one. */
    Batch take() throws InterruptedException {
        return loader.take();
    }

    /**
     * Counts the images of a batch that could not be read. From here on, all counts are those up to this batch.
     *
     * @throws TooManyUnreadableException if more images cannot be read than the plan allows
     */
    void count(Batch batch) throws TooManyUnreadableException {
        loader.count(batch);
    }

    long batchesPerEpoch() {
        return loader.batchesPerEpoch();
    }

    UnreadableTally tally() {
        return loader.unreadable().tally();
    }

    long skippedCount() {
        return loader.unreadable().count();
    }

    /** Adds images that other processes could not read; {@link #newlySkipped} does not return them. */
    void addSkipped(List<SkippedImage> ofOtherProcesses) {
        ofOtherProcesses.forEach(loader.unreadable()::listOfOtherProcess);
        counted = loader.unreadable().count();
        listed = loader.unreadable().listed().size();
    }

    /** Number of images of this process's part of the last batch that it could not read. */
    long unreadableInBatch() {
        return loader.unreadable().unreadableInBatch();
    }

    /**
     * Counts what the other processes had of the last batch.
     *
     * @param unreadable number of images of the batch that any process could not read
     * @throws TooManyUnreadableException if more images cannot be read than the plan allows
     */
    void countOthers(Batch batch, long unreadable) throws TooManyUnreadableException {
        if (isShared) {
            loader.unreadable().addOfOtherProcesses(batch.wholeSize() - batch.size(), unreadable - unreadableInBatch());
        }
    }

    /** Images that this process could not read since the last call. */
    List<SkippedImage> newlySkipped() {
        if (loader.unreadable().count() == counted) {
            return List.of();
        }
        List<SkippedImage> all = loader.unreadable().listed(); // the first 10,000; further ones are only counted
        List<SkippedImage> fresh = all.subList(Math.min(listed, all.size()), all.size());
        counted = loader.unreadable().count();
        listed = all.size();
        return fresh;
    }

    @Override
    public void close() {
        loader.close();
    }
}
