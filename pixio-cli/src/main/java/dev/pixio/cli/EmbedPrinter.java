package dev.pixio.cli;

import dev.pixio.data.SkippedPicture;
import dev.pixio.embed.EmbeddingListener;
import dev.pixio.embed.FeatureOrigin;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How far an export is: a line that is drawn again on a terminal, and nothing in a pipe. */
final class EmbedPrinter implements EmbeddingListener {

    private static final double REDRAW_SECONDS = 0.1;

    private final PrintWriter out;
    private final boolean draws;
    private final long start = System.nanoTime();
    private long lastDrawn;
    private long features;
    private long skipped;
    private volatile boolean stopped;

    /**
     * @param silent whether nothing is to be drawn on a terminal either
     */
    EmbedPrinter(PrintWriter out, boolean silent) {
        this.out = out;
        this.draws = !silent && Console.isTerminal();
    }

    /** What is going to happen, in a line. */
    static String plan(FeatureOrigin origin, String pictures) {
        return String.format(
                Locale.ROOT,
                "%s, %s at %s, %s of block %d %s the norm, %s",
                pictures,
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
    public void onSkipped(SkippedPicture picture) {
        skipped++;
    }

    @Override
    public void onBatch(long seen, long total) throws InterruptedIOException {
        if (stopped) {
            throw new InterruptedIOException("interrupted");
        }
        if (draws && (System.nanoTime() - lastDrawn) / 1e9 >= REDRAW_SECONDS) {
            lastDrawn = System.nanoTime();
            double rate = (features + skipped) / ((System.nanoTime() - start) / 1e9);
            String figures = String.format(
                            Locale.ROOT,
                            "%,d/%,d  %s pictures/s  %s left",
                            seen,
                            total,
                            Text.number(rate),
                            Text.duration((total - seen) / rate))
                    + (skipped > 0 ? "  " + skipped + " skipped" : "");
            out.print("\r\u001b[K" + ProgressPrinter.line(figures, (double) seen / total));
            out.flush();
        }
    }

    /** Wipes the line. */
    void end() {
        if (draws) {
            out.print("\r\u001b[K");
            out.flush();
        }
    }
}
