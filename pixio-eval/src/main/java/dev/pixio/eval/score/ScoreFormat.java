package dev.pixio.eval.score;

import dev.pixio.data.score.ImageScores;
import dev.pixio.io.DurableFile;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The formats of score files, by file extension. */
public enum ScoreFormat {
    /** JSON Lines: an object per image. */
    JSON_LINES(".jsonl"),
    /** Apache Parquet: a row per image, with the fields of the objects as columns. */
    PARQUET(".parquet");

    private final String extension;

    ScoreFormat(String extension) {
        this.extension = extension;
    }

    /**
     * The format of a file by its extension.
     *
     * @throws IllegalArgumentException in one line: no format has this extension
     */
    public static ScoreFormat of(Path path) {
        String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(format -> name.endsWith(format.extension))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the name of a score file ends in "
                        + Arrays.stream(values())
                                .map(format -> format.extension)
                                .collect(Collectors.joining(" or "))
                        + "; " + name + " does not"));
    }

    /**
     * Reads scores of any kind: JSON Lines, Parquet, the official files of tars, or a folder of these.
     *
     * @throws IOException in one line, as {@link ImageScores#read}
     */
    public static ImageScores read(Path path) throws IOException {
        return ImageScores.read(path, ParquetScores::read);
    }

    /**
     * Writes a file that is complete or absent.
     *
     * @param lines a JSON object per line
     */
    void write(Path path, BufferedReader lines) throws IOException {
        if (this == PARQUET) {
            DurableFile.make(path, beside -> ParquetScores.write(beside, lines));
            return;
        }
        DurableFile.writeStream(path, stream -> {
            BufferedWriter file = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                file.write(line);
                file.write('\n');
            }
            file.flush();
        });
    }
}
