package dev.pixio.downstream.train;

import java.io.IOException;

/** The batches of a training. It owns native memory or threads; close it. */
interface TrainingExamples extends AutoCloseable {

    /** The batch of a step, in the caller's scope. */
    HeadBatch batch(BatchOrder order, long step) throws IOException, InterruptedException;

    @Override
    void close();
}
