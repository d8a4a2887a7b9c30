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

/** The formats of feature files, by file extension. */
public enum FeatureFormat {
    /** Apache Parquet: a column {@code path} and a column {@code features} of lists of floats. */
    PARQUET(".parquet"),
    /** NumPy: an array {@code [N, ...]}; the paths are in a JSON file beside it. */
    NPY(".npy"),
    /** Safetensors: a tensor {@code features}, and the paths as JSON in a tensor {@code paths} of bytes. */
    SAFETENSORS(".safetensors"),
    /** CSV: {@code path,f0,f1,...} and one line per image. */
    CSV(".csv"),
    /** JSON Lines: one object per line, {@code {"path": ..., "features": [...]}}. */
    JSON_LINES(".jsonl");

    private final String extension;

    FeatureFormat(String extension) {
        this.extension = extension;
    }

    /**
     * The format of a file by its extension.
     *
     * @throws IllegalArgumentException if no format has this extension
     */
    public static FeatureFormat of(Path path) {
        Path last = path.getFileName();
        if (last == null) {
            throw new IllegalArgumentException(path + " is a folder, not a feature file");
        }
        String name = last.toString().toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(format -> name.endsWith(format.extension))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the name of a feature file ends in "
                        + Arrays.stream(values())
                                .map(format -> format.extension)
                                .collect(Collectors.joining(", "))
                        + "; " + last + " does not"));
    }

    /**
     * Checks that the format can store such numbers.
     *
     * @throws IllegalArgumentException if it cannot
     */
    public void require(FeatureNumber number) {
        if (number == FeatureNumber.FP16 && this != NPY && this != SAFETENSORS) {
            throw new IllegalArgumentException("fp16 can be written to .npy and .safetensors, not to " + extension);
        }
    }

    FeatureFile file() {
        try {
            return new CheckedFeatures(
                    switch (this) {
                        case PARQUET -> new ParquetFeatures();
                        case NPY -> new NpyFeatures();
                        case SAFETENSORS -> new SafetensorsFeatures();
                        case CSV -> new CsvFeatures();
                        case JSON_LINES -> new JsonLinesFeatures();
                    });
        } catch (NoClassDefFoundError e) {
            throw new IllegalStateException(
                    "for " + extension + " files, blue.strategic.parquet:parquet-floor has to be on the class path", e);
        }
    }

    /** Writes and reads one format. */
    interface FeatureFile {

        /** Writes all rows of a log; the file is complete or absent. */
        void write(Path path, FeatureLog log) throws IOException;

        /**
         * Reads the header that is stored with the features.
         *
         * @throws FeatureFileException if the file was not written by {@link #write}
         */
        FeatureHeader header(Path path) throws IOException;

        /**
         * Reads the rows in their order.
         *
         * @throws FeatureFileException if the file was not written by {@link #write} or is damaged
         */
        void read(Path path, FeatureHeader header, FeatureSink sink) throws IOException;
    }
}
