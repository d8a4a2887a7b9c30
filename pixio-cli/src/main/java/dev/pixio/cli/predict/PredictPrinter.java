package dev.pixio.cli.predict;

import dev.pixio.cli.console.StatusLine;
import dev.pixio.data.SkippedImage;
import dev.pixio.downstream.output.PredictionListener;
import dev.pixio.io.OneLine;
import dev.pixio.monitor.NumberText;
import java.io.PrintWriter;
import java.util.Locale;

/** Prints the progress of predictions: a status line on a terminal, and unreadable images. */
final class PredictPrinter implements PredictionListener {

    private final StatusLine status;
    private final PrintWriter warnings;
    private final long start = System.nanoTime();
    private long predicted;
    private long skipped;
    private volatile boolean stopped;

    /** @param warnings receives a line for each unreadable image */
    PredictPrinter(StatusLine status, PrintWriter warnings) {
        this.status = status;
        this.warnings = warnings;
    }

    /** Stops after the current batch; may be called by any thread. */
    void stop() {
        stopped = true;
    }

    @Override
    public void onPredicted() {
        predicted++;
    }

    @Override
    public void onSkipped(SkippedImage image) {
        skipped++;
        status.clear();
        warnings.println("pixio: skipped " + OneLine.of(image.name() + ": " + image.reason()));
        warnings.flush();
    }

    @Override
    public void onBatch(long done, long total) {
        status.update((double) done / total, () -> figures(done, total));
    }

    @Override
    public boolean isStopRequested() {
        return stopped;
    }

    private String figures(long done, long total) {
        double rate = (predicted + skipped) / ((System.nanoTime() - start) / 1e9);
        return String.format(
                        Locale.ROOT,
                        "%,d/%,d  %s images/s  %s left",
                        done,
                        total,
                        NumberText.number(rate),
                        NumberText.duration((total - done) / rate))
                + (skipped > 0 ? "  " + skipped + " skipped" : "");
    }

    /** Erases the status. */
    void end() {
        status.clear();
    }
}
