package dev.pixio.downstream.output;

import dev.pixio.data.ImageSource;
import dev.pixio.data.SkippedImage;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.downstream.predict.ClassScore;
import dev.pixio.downstream.predict.Classifier;
import dev.pixio.embed.EmbeddingListener;
import dev.pixio.embed.file.SkippedFile;
import dev.pixio.io.OutputFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Writes the classes of the images of a source to a table, when all are known: {@code path}, {@code class}, {@code probability}, and
 * for further classes {@code class_2}, {@code probability_2} and so on.
 *
 * @param file {@code .csv} or {@code .parquet}
 * @param top classes of each image, at least 1
 */
public record ClassTable(Path file, int top) {

    /** Receives rows. */
    @FunctionalInterface
    interface Rows {

        /** Adds a row, with the most probable class first. */
        void add(String path, List<ClassScore> scores) throws IOException;
    }

    /** @throws IllegalArgumentException if the extension is another one, or no class is wanted */
    public ClassTable {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        if (!name.endsWith(".csv") && !name.endsWith(".parquet")) {
            throw new IllegalArgumentException(
                    "classes are written to a file that ends in .csv or .parquet, not to " + file);
        }
        if (top < 1) {
            throw new IllegalArgumentException("at least 1 class is written for an image, not " + top);
        }
    }

    /** Where images that could not be read are listed, if there are any. */
    public Path skippedFile() {
        return file.resolveSibling(file.getFileName() + ".skipped.jsonl");
    }

    /** One image. */
    private record Row(String path, List<ClassScore> scores) {}

    /**
     * Classifies the images.
     *
     * @param source stays open; the caller closes it
     * @param options from {@link LoaderOptions#embedding}
     * @throws dev.pixio.data.loader.TooManyUnreadableException if more images cannot be read than the options allow
     * @throws java.io.InterruptedIOException if the listener asks to stop; nothing is written then
     */
    public PredictionResult run(
            Classifier classifier, ImageSource source, LoaderOptions options, PredictionListener listener)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        List<String> classes = classifier.classes();
        int columns = Math.min(top, classes.size());
        List<Row> rows = new ArrayList<>();
        List<SkippedImage> skipped = new ArrayList<>();
        classifier.predictAll(source, options, new EmbeddingListener() {
            @Override
            public void onFeatures(long index, float[] probabilities) {
                // Copied: a view would keep the scores of all classes in memory.
                rows.add(new Row(
                        source.name(index),
                        List.copyOf(ClassScore.ranked(classes, probabilities).subList(0, columns))));
                listener.onPredicted();
            }

            @Override
            public void onSkipped(SkippedImage image) {
                skipped.add(image);
                listener.onSkipped(image);
            }

            @Override
            public void onBatch(long done, long total) {
                listener.onBatch(done, total);
            }

            @Override
            public boolean isStopRequested() {
                return listener.isStopRequested();
            }
        });
        OutputFile.createFolderOf(file);
        boolean csv =
                String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).endsWith(".csv");
        RowSource all = table -> {
            for (Row row : rows) {
                table.add(row.path, row.scores);
            }
        };
        if (csv) {
            CsvClasses.write(file, columns, all);
        } else {
            ParquetClasses.write(file, columns, all);
        }
        SkippedFile.write(skippedFile(), skipped);
        return new PredictionResult(rows.size(), 0, skipped, (System.nanoTime() - start) / 1e9);
    }

    /** Gives all rows to a table. */
    interface RowSource {
        /** Adds them. */
        void addTo(Rows table) throws IOException;
    }
}
