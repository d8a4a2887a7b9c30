package dev.pixio.cli.embed;

import dev.pixio.cli.console.BatchProgress;
import dev.pixio.data.SkippedImage;
import dev.pixio.embed.EmbeddingListener;
import dev.pixio.embed.FeatureOrigin;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Prints the progress of an export: a status line on a terminal, nothing in a pipe. */
final class EmbedPrinter implements EmbeddingListener {

    private final BatchProgress progress;

    EmbedPrinter(BatchProgress progress) {
        this.progress = progress;
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

    @Override
    public void onFeatures(long index, float[] values) {
        progress.addComputed();
    }

    @Override
    public void onSkipped(SkippedImage image) {
        progress.addSkipped();
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
