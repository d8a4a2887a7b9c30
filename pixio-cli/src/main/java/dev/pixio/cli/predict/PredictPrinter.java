package dev.pixio.cli.predict;

import dev.pixio.cli.console.BatchProgress;
import dev.pixio.data.SkippedImage;
import dev.pixio.downstream.output.PredictionListener;

/** Prints the progress of predictions: a status line on a terminal. */
final class PredictPrinter implements PredictionListener {

    private final BatchProgress progress;

    PredictPrinter(BatchProgress progress) {
        this.progress = progress;
    }

    @Override
    public void onPredicted() {
        progress.addComputed();
    }

    @Override
    public void onSkipped(SkippedImage image) {
        progress.addSkipped(); // it has been logged
    }

    @Override
    public void onBatch(long done, long total) {
        progress.update(done, total);
    }

    @Override
    public boolean isStopRequested() {
        return progress.isStopRequested();
    }
}
