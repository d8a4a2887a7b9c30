package dev.pixio.eval.score;

import dev.pixio.data.score.ImageScore;
import dev.pixio.data.score.ScoreJson;
import dev.pixio.io.OneLine;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.OutputFile;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Scores in Apache Parquet: a row for each image, and a column for each field of the objects that {@link ScoreJson} writes. Not compressed,
 * because codecs need native libraries.
 */
final class ParquetScores {

    /** Bytes of a row group, which is buffered in memory: some 100,000 images. */
    private static final long ROW_GROUP = 16L << 20;

    private ParquetScores() {}

    /**
     * Writes a file.
     *
     * @param lines a JSON object per line
     */
    static void write(Path path, BufferedReader lines) throws IOException {
        try (ParquetWriter<ObjectNode> writer = new Writer(new LocalOutputFile(path)).build()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                writer.write((ObjectNode) JsonMapper.shared().readTree(line));
            }
        }
    }

    /**
     * Reads a file, whose columns may also have the names of the official files.
     *
     * @throws IOException in one line: it is no Parquet file, is damaged, or a row has no scores
     */
    static void read(Path path, Consumer<ImageScore> scores) throws IOException {
        long number = 0;
        // Damaged pages are found by their checksums: decoded, they would be other scores.
        try (ParquetReader<ObjectNode> reader =
                new Reader(path).usePageChecksumVerification().build()) {
            for (ObjectNode row = reader.read(); row != null; row = reader.read()) {
                scores.accept(score(path, ++number, row));
            }
        } catch (FileSystemException e) {
            throw e; // it names the file
        } catch (StackOverflowError e) {
            throw new FileSystemException(path.toString(), null, "its metadata are nested too deeply");
        } catch (OutOfMemoryError e) {
            throw new FileSystemException(
                    path.toString(),
                    null,
                    "it needs more memory than there is, or is damaged and declares too many bytes");
        } catch (IOException | RuntimeException e) {
            throw new FileSystemException(
                    path.toString(), null, "it cannot be read as Parquet: " + OneLine.of(innermost(e)));
        }
    }

    private static ImageScore score(Path path, long number, ObjectNode row) throws FileSystemException {
        try {
            return ScoreJson.parse(row);
        } catch (IllegalArgumentException e) {
            throw new FileSystemException(path.toString(), null, "row " + number + " has no scores: " + e.getMessage());
        }
    }

    /** Parquet's own message names classes; that of the cause is about the file. */
    private static String innermost(Exception e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        if (message == null || isOfDamage(cause)) {
            return "it is damaged";
        }
        return message.contains("is not a Parquet file") ? "it does not end as such a file" : message;
    }

    /** Whether a message is about fields and indices of the reader. */
    private static boolean isOfDamage(Throwable cause) {
        return cause instanceof NullPointerException
                || cause instanceof IndexOutOfBoundsException
                || cause instanceof NegativeArraySizeException
                || cause.getClass().getName().contains("thrift");
    }

    private static final class Writer extends ParquetWriter.Builder<ObjectNode, Writer> {

        Writer(OutputFile file) {
            super(file);
            withConf(new PlainParquetConfiguration());
            withCompressionCodec(CompressionCodecName.UNCOMPRESSED);
            withRowGroupSize(ROW_GROUP);
        }

        @Override
        protected Writer self() {
            return this;
        }

        @Override
        @SuppressWarnings("deprecation") // still abstract
        protected WriteSupport<ObjectNode> getWriteSupport(org.apache.hadoop.conf.Configuration ignored) {
            return new ScoreRow.Writing();
        }

        @Override
        protected WriteSupport<ObjectNode> getWriteSupport(ParquetConfiguration ignored) {
            return new ScoreRow.Writing();
        }
    }

    private static final class Reader extends ParquetReader.Builder<ObjectNode> {

        Reader(Path path) {
            super(new LocalInputFile(path), new PlainParquetConfiguration());
        }

        @Override
        protected ReadSupport<ObjectNode> getReadSupport() {
            return new ScoreRow.Reading();
        }
    }
}
