package dev.pixio.embed.file;

import dev.pixio.embed.log.FeatureFileException;
import dev.pixio.embed.log.FeatureHeader;
import dev.pixio.embed.log.FeatureLog;
import dev.pixio.embed.log.FeatureNumber;
import dev.pixio.embed.log.FeatureSink;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The kinds of files that features are written to, told apart by their endings. */
public enum FeatureFormat {
    /** Apache Parquet: a column {@code path} and a column {@code features} of lists of floats. */
    PARQUET(".parquet"),
    /** NumPy: an array {@code [N, ...]}; the paths are in a JSON file beside it. */
    NPY(".npy"),
    /** Safetensors: a tensor {@code features}, and the paths as JSON in a tensor {@code paths} of bytes. */
    SAFETENSORS(".safetensors"),
    /** A table as text: {@code path,f0,f1,...} and a line an image. */
    CSV(".csv"),
    /** An object a line: {@code {"path": ..., "features": [...]}}. */
    JSON_LINES(".jsonl");

    private final String ending;

    FeatureFormat(String ending) {
        this.ending = ending;
    }

    /**
     * The format of a file by its ending.
     *
     * @throws IllegalArgumentException if no format has it
     */
    public static FeatureFormat of(Path path) {
        Path last = path.getFileName();
        if (last == null) {
            throw new IllegalArgumentException(path + " is a folder, not a file of features");
        }
        String name = last.toString().toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(format -> name.endsWith(format.ending))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("a file of features ends in "
                        + Arrays.stream(values()).map(format -> format.ending).collect(Collectors.joining(", "))
                        + ", not as " + last));
    }

    /**
     * Refuses numbers that the format does not have.
     *
     * @throws IllegalArgumentException if it is so
     */
    public void require(FeatureNumber number) {
        if (number == FeatureNumber.FP16 && this != NPY && this != SAFETENSORS) {
            throw new IllegalArgumentException("fp16 can be written to .npy and .safetensors, not to " + ending);
        }
    }

    FeatureFile file() {
        try {
            return switch (this) {
                case PARQUET -> new ParquetFeatures();
                case NPY -> new NpyFeatures();
                case SAFETENSORS -> new SafetensorsFeatures();
                case CSV -> new CsvFeatures();
                case JSON_LINES -> new JsonLinesFeatures();
            };
        } catch (NoClassDefFoundError e) {
            throw new IllegalStateException(
                    "for " + ending + " files, blue.strategic.parquet:parquet-floor has to be on the class path", e);
        }
    }

    /** One format's way to write and read. */
    interface FeatureFile {

        /** Writes all rows of a log; the file is whole or not there. */
        void write(Path path, FeatureLog log) throws IOException;

        /**
         * What is kept with the features.
         *
         * @throws FeatureFileException if it is no file that {@link #write} wrote
         */
        FeatureHeader header(Path path) throws IOException;

        /**
         * Reads the rows in their order.
         *
         * @throws FeatureFileException if it is no file that {@link #write} wrote, or is damaged
         */
        void read(Path path, FeatureHeader header, FeatureSink sink) throws IOException;
    }
}
