package dev.pixio.embed.file;

import dev.pixio.embed.log.FeatureFileException;
import dev.pixio.embed.log.FeatureHeader;
import dev.pixio.embed.log.FeatureLog;
import dev.pixio.embed.log.FeatureSink;
import dev.pixio.io.DurableFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.OutputFile;

/**
 * Apache Parquet without Hadoop: parquet-floor contains the few Hadoop classes that Parquet requires. Not compressed:
 * features hardly compress, and codecs need native libraries.
 */
final class ParquetFeatures implements FeatureFormat.FeatureFile {

    /** Bytes of a row group, which is buffered in memory. */
    private static final long ROW_GROUP = 32L << 20;

    @Override
    public void write(Path path, FeatureLog log) throws IOException {
        DurableFile.make(path, beside -> {
            try (ParquetWriter<ParquetRow> writer = new Writer(new LocalOutputFile(beside), log.header()).build()) {
                log.forEach((name, row) -> writer.write(new ParquetRow(name, row)));
            }
        });
    }

    private static final class Writer extends ParquetWriter.Builder<ParquetRow, Writer> {

        private final FeatureHeader header;

        Writer(OutputFile file, FeatureHeader header) {
            super(file);
            this.header = header;
            withConf(new PlainParquetConfiguration());
            withCompressionCodec(CompressionCodecName.UNCOMPRESSED);
            withDictionaryEncoding(false); // values hardly repeat
            withRowGroupSize(ROW_GROUP);
        }

        @Override
        protected Writer self() {
            return this;
        }

        @Override
        @SuppressWarnings("deprecation") // still abstract
        protected WriteSupport<ParquetRow> getWriteSupport(org.apache.hadoop.conf.Configuration ignored) {
            return ParquetRow.writing(header);
        }

        @Override
        protected WriteSupport<ParquetRow> getWriteSupport(ParquetConfiguration ignored) {
            return ParquetRow.writing(header);
        }
    }

    @Override
    public FeatureHeader header(Path path) throws IOException {
        ParquetReadOptions options =
                ParquetReadOptions.builder(new PlainParquetConfiguration()).build();
        try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(path), options)) {
            Map<String, String> metadata = reader.getFooter().getFileMetaData().getKeyValueMetaData();
            return FeatureHeader.parse(path, metadata.getOrDefault(FeatureHeader.NAME, ""));
        } catch (RuntimeException | IOException e) {
            throw ParquetDamage.of(path, e);
        }
    }

    @Override
    public void read(Path path, FeatureHeader header, FeatureSink sink) throws IOException {
        // Damaged pages are found by their checksums: decoded, they would be other features, or ask for any amount of
        // memory.
        try (ParquetReader<ParquetRow> reader =
                new Reader(path, header).usePageChecksumVerification().build()) {
            for (ParquetRow row = reader.read(); row != null; row = reader.read()) {
                if (row.features().hasRemaining()) {
                    throw FeatureFileException.invalid(
                            path,
                            "the row of " + row.path() + " does not have "
                                    + header.origin().dimension() + " numbers");
                }
                sink.accept(row.path(), row.features().flip());
            }
        } catch (RuntimeException | IOException e) {
            throw ParquetDamage.of(path, e);
        }
    }

    private static final class Reader extends ParquetReader.Builder<ParquetRow> {

        private final FeatureHeader header;

        Reader(Path path, FeatureHeader header) {
            super(new LocalInputFile(path), new PlainParquetConfiguration());
            this.header = header;
        }

        @Override
        protected ReadSupport<ParquetRow> getReadSupport() {
            return ParquetRow.reading(header);
        }
    }
}
