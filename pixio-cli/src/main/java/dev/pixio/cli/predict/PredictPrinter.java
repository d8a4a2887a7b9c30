package dev.pixio.cli.predict;

import dev.pixio.cli.console.BatchProgress;
import dev.pixio.data.SkippedImage;
import dev.pixio.downstream.output.PredictionListener;
import dev.pixio.io.OneLine;
import java.io.PrintWriter;

/** Prints the progress of predictions: a status line on a terminal, and unreadable images. */
final class PredictPrinter implements PredictionListener {

    private final BatchProgress progress;
    private final PrintWriter warnings;

    /** @param warnings receives a line for each unreadable image */
    PredictPrinter(BatchProgress progress, PrintWriter warnings) {
        this.progress = progress;
        this.warnings = warnings;
    }

    @Override
    public void onPredicted() {
        progress.addComputed();
    }

    @Override
    public void onSkipped(SkippedImage image) {
        progress.addSkipped();
        progress.clear();
        warnings.println("pixio: skipped " + OneLine.of(image.name() + ": " + image.reason()));
        warnings.flush();
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
