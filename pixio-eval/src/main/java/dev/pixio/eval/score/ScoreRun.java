package dev.pixio.eval.score;

import dev.pixio.data.ImageSource;
import dev.pixio.data.OrderedTasks;
import dev.pixio.data.score.DuplicateFinder;
import dev.pixio.data.score.ImageScore;
import dev.pixio.data.score.PixelScore;
import dev.pixio.data.score.ScoreJson;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.raster.Raster;
import dev.pixio.io.AppendedFile;
import dev.pixio.io.OneLine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;

/**
 * Scores all images of a source. Lines are appended to {@code FILE.partial}, which begins with the settings; when it is complete, the file
 * is written and the partial one deleted. The file depends on images and settings alone, not on threads or interruptions.
 *
 * @param out the file to write, in the {@link ScoreFormat} of its name
 * @param settings what the scores depend on
 * @param threads number of images that are computed in parallel
 */
public record ScoreRun(Path out, ScoreSettings settings, int threads) {

    /** Receives the progress on the calling thread. */
    public interface Listener {

        /**
         * An image is done.
         *
         * @param score its scores
         * @param done images that are done, including those of an interrupted run
         */
        void scored(ImageScore score, long done);
    }

    /** Where the lines are collected. */
    public Path partial() {
        return out.resolveSibling(out.getFileName() + ".partial");
    }

    /**
     * Scores the images that the partial file lacks, and completes the file.
     *
     * @param loss computes losses; empty without weights
     * @param stopped whether to stop; what is done is kept
     * @throws InterruptedIOException if it was stopped
     * @throws IOException in one line: a file cannot be written, or the partial file is of other images or settings
     */
    public ScoreSummary run(ImageSource source, Optional<LossScorer> loss, Listener listener, BooleanSupplier stopped)
            throws IOException, InterruptedException {
        DuplicateFinder finder = new DuplicateFinder(settings.nearDistance());
        ScoreSummary summary = new ScoreSummary();
        long length = AppendedFile.completeLines(partial());
        long done = length == 0 ? 0 : readPartial(source, length, finder, summary);
        try (AppendedFile file = AppendedFile.open(partial(), length)) {
            if (length == 0) {
                append(file, settings.line(source));
            }
            long[] count = {done};
            new OrderedTasks("pixio-score", threads).run(done, source.size(), i -> score(source, i, loss), measured -> {
                if (stopped.getAsBoolean()) {
                    throw new UncheckedIOException(new InterruptedIOException("stopped"));
                }
                ImageScore score = measured.comparedBy(finder);
                append(file, ScoreJson.line(score));
                summary.add(score);
                listener.scored(score, ++count[0]);
            });
            file.force();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        complete();
        return summary;
    }

    private ImageScore score(ImageSource source, long index, Optional<LossScorer> loss) {
        String name = source.name(index);
        try {
            return settings.input().isRgb8() ? photograph(source, index, loss) : raster(source, index, loss);
        } catch (ImageReadException e) {
            if (e.isOutOfMemory()) { // the image may be readable
                throw new UncheckedIOException(
                        new IOException("there is not enough memory for " + name + ": score with fewer --threads", e));
            }
            return ImageScore.unreadable(name, OneLine.of(e.reason()));
        }
    }

    private static ImageScore photograph(ImageSource source, long index, Optional<LossScorer> loss)
            throws ImageReadException {
        try (RgbImage image = source.read(index)) {
            return score(source.name(index), PixelScore.of(image), loss, scorer -> scorer.loss(image));
        }
    }

    private ImageScore raster(ImageSource source, long index, Optional<LossScorer> loss) throws ImageReadException {
        Raster image = source.raster(index, settings.input());
        PixelScore pixels = PixelScore.of(image, settings.input().view());
        return score(source.name(index), pixels, loss, scorer -> scorer.loss(image));
    }

    private static ImageScore score(
            String name, PixelScore pixels, Optional<LossScorer> loss, ToDoubleFunction<LossScorer> computing) {
        OptionalDouble value = loss.isPresent()
                ? OptionalDouble.of(finite(computing.applyAsDouble(loss.get()), name))
                : OptionalDouble.empty();
        return ImageScore.of(name, pixels, value);
    }

    private static double finite(double loss, String name) {
        if (!Double.isFinite(loss)) {
            throw new UncheckedIOException(new IOException("the loss of " + name
                    + " is not finite: the model has NaN or infinite numbers, or its weights are too large"));
        }
        return loss;
    }

    private static void append(AppendedFile file, String line) {
        try {
            file.append(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Images in the partial file. */
    private long readPartial(ImageSource source, long length, DuplicateFinder finder, ScoreSummary summary)
            throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(partial())) {
            if (!settings.line(source).equals(lines.readLine())) {
                throw new FileSystemException(
                        partial().toString(),
                        null,
                        "it was begun with other images, weights or settings; start again with --overwrite");
            }
            long done = 0;
            long read = settings.line(source).getBytes(StandardCharsets.UTF_8).length + 1L;
            while (read < length) {
                String line = lines.readLine();
                ImageScore score = ScoreJson.parse(line).comparedBy(finder);
                if (!score.path().equals(source.name(done))) {
                    throw new IllegalArgumentException(score.path() + " is not the next image");
                }
                summary.add(score);
                done++;
                read += line.getBytes(StandardCharsets.UTF_8).length + 1L;
            }
            return done;
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new FileSystemException(
                    partial().toString(),
                    null,
                    "it is damaged: " + OneLine.of(String.valueOf(e.getMessage())) + "; start again with --overwrite");
        }
    }

    private void complete() throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(partial())) {
            lines.readLine(); // the settings
            ScoreFormat.of(out).write(out, lines);
        }
        Files.delete(partial());
    }
}
