package dev.pixio.cli.console;

import dev.pixio.monitor.NumberText;
import java.util.Locale;

/** Shows how many images a model has computed, on a terminal, and passes the wish to stop on. */
public final class BatchProgress {

    private final StatusLine status;
    private final long start = System.nanoTime();
    private long computed;
    private long skipped;
    private volatile boolean stopped;

    /** @param status shows the progress */
    public BatchProgress(StatusLine status) {
        this.status = status;
    }

    /** Stops after the current batch; may be called by any thread. */
    public void stop() {
        stopped = true;
    }

    /** Whether {@link #stop} was called. */
    public boolean isStopRequested() {
        return stopped;
    }

    /** Counts an image. */
    public void addComputed() {
        computed++;
    }

    /** Counts an image that could not be read. */
    public void addSkipped() {
        skipped++;
    }

    /**
     * Shows the progress.
     *
     * @param done images of the source, including those of an earlier run
     * @param total images in the source
     */
    public void update(long done, long total) {
        status.update((double) done / total, () -> figures(done, total));
    }

    private String figures(long done, long total) {
        double rate = (computed + skipped) / ((System.nanoTime() - start) / 1e9);
        return String.format(
                        Locale.ROOT,
                        "%,d/%,d  %s images/s  %s left",
                        done,
                        total,
                        NumberText.number(rate),
                        NumberText.duration((total - done) / rate))
                + (skipped > 0 ? "  " + skipped + " skipped" : "");
    }

    /** Erases what is shown. */
    public void clear() {
        status.clear();
    }

    /** The end of the last line of a command: how many images it computed, and how fast. */
    public static String rate(long images, double seconds) {
        return String.format(
                Locale.ROOT,
                "; %,d in %s, %s images/s",
                images,
                NumberText.duration(seconds),
                NumberText.number(images / seconds));
    }
}
