package dev.pixio.cli.embed;

import dev.pixio.cli.console.StatusLine;
import dev.pixio.data.SkippedImage;
import dev.pixio.embed.EmbeddingListener;
import dev.pixio.embed.FeatureOrigin;
import dev.pixio.monitor.NumberText;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Prints the progress of an export: a status line on a terminal, nothing in a pipe. */
final class EmbedPrinter implements EmbeddingListener {

    private final StatusLine status;
    private final long start = System.nanoTime();
    private long features;
    private long skipped;
    private volatile boolean stopped;

    EmbedPrinter(StatusLine status) {
        this.status = status;
    }

    /** One line with the images and the choice of features. */
    static String plan(FeatureOrigin origin, String images) {
        return String.format(
                Locale.ROOT,
                "%s, %s to %s, %s of block %d %s the norm, %s",
                images,
                origin.fit().equals("crop") ? "cropped" : "letterboxed",
                origin.imageSize(),
                origin.pooling(),
                origin.block(),
                origin.norm(),
                origin.precision());
    }

    /** Such as {@code 32 x 16 x 16}. */
    static String shape(long[] shape) {
        return Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining(" x "));
    }

    /** Stops the export after the current batch; may be called by any thread. */
    void stop() {
        stopped = true;
    }

    @Override
    public void onFeatures(long index, float[] values) {
        features++;
    }

    @Override
    public void onSkipped(SkippedImage image) {
        skipped++;
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
        double rate = (features + skipped) / ((System.nanoTime() - start) / 1e9);
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
