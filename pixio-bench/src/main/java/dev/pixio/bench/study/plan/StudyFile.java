package dev.pixio.bench.study.plan;

import dev.pixio.io.FailureReason;
import dev.pixio.io.OneLine;
import dev.pixio.train.plan.file.SettingsException;
import dev.pixio.train.plan.file.SettingsParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A study as a YAML file of nested blocks:
 *
 * <pre>
 * name: depths
 * seeds: 3
 * pretrain:               # options of each pre-training, without the hyphens before their names
 *   model: 192x6x3
 *   max-steps: 2000
 * evaluations:
 *   knn:                  # options of evaluate knn, and which of its figures are shown
 *     train: scenes:2000
 *     test: scenes:500
 *     show: k = 20 top1
 * points:                 # points with a name each
 *   centre:
 *   wide:
 *     model: 256x6x4
 * factors:                # points along the x axis of a plot
 *   decoder-depth:
 *     axis: decoder depth, blocks
 *     values:
 *       1:
 *         decoder: 96x1x3
 *       2: centre         # a point by its name
 * </pre>
 */
public final class StudyFile {

    /** A study file has kilobytes. */
    private static final long LARGEST = 1 << 20;

    private StudyFile() {}

    /**
     * Reads and checks a study.
     *
     * @throws IOException if there is a mistake in it; the message is one line with the file and the line
     */
    public static Study read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("there is no study file " + file);
        }
        if (Files.size(file) > LARGEST) {
            throw new IOException(file + " is not a study: it has " + Files.size(file) + " bytes");
        }
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new IOException(file + " cannot be read: " + FailureReason.of(e), e);
        }
        try {
            return new StudyReader(SettingsParser.parse(text)).study();
        } catch (SettingsException e) {
            throw new IOException(OneLine.of(file + " is not a study: " + e.getMessage()), e);
        }
    }
}
