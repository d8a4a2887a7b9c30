package dev.pixio.cli.embed;

import dev.pixio.cli.console.StatusLine;
import dev.pixio.monitor.NumberText;
import dev.pixio.data.SkippedImage;
import dev.pixio.embed.EmbeddingListener;
import dev.pixio.embed.FeatureOrigin;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How far an export is: a line that is drawn again on a terminal, and nothing in a pipe. */
final class EmbedPrinter implements EmbeddingListener {

    private final StatusLine status;
    private final long start = System.nanoTime();
    private long features;
    private long skipped;
    private volatile boolean stopped;

    EmbedPrinter(StatusLine status) {
        this.status = status;
    }

    /** What is going to happen, in a line. */
    static String plan(FeatureOrigin origin, String images) {
        return String.format(
                Locale.ROOT,
                "%s, %s at %s, %s of block %d %s the norm, %s",
                images,
                origin.fit().equals("crop") ? "cropped" : "whole",
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

    /** Ends the export after the batch that is under way; may be called by any thread. */
    void stop() {
        stopped = true;
    }

    @Override
    public void onFeatures(long index, float[] found) {
        features++;
    }

    @Override
    public void onSkipped(SkippedImage image) {
        skipped++;
    }

    @Override
    public void onBatch(long seen, long total) throws InterruptedIOException {
        if (stopped) {
            throw new InterruptedIOException("interrupted");
        }
        status.update((double) seen / total, () -> figures(seen, total));
    }

    private String figures(long seen, long total) {
        double rate = (features + skipped) / ((System.nanoTime() - start) / 1e9);
        return String.format(
                        Locale.ROOT,
                        "%,d/%,d  %s images/s  %s left",
                        seen,
                        total,
                        NumberText.number(rate),
                        NumberText.duration((total - seen) / rate))
                + (skipped > 0 ? "  " + skipped + " skipped" : "");
    }

    /** Removes the status. */
    void end() {
        status.clear();
    }
}
