package dev.pixio.downstream.output;

import dev.pixio.downstream.predict.ClassScore;
import dev.pixio.io.DurableFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/** Classes as Apache Parquet: strings and floats, the columns of the CSV. */
final class ParquetClasses {

    private ParquetClasses() {}

    /** A row. */
    private record Row(String path, List<ClassScore> scores) {}

    static void write(Path file, int columns, ClassTable.RowSource rows) throws IOException {
        DurableFile.make(file, beside -> {
            try (ParquetWriter<Row> writer = new Writer(new LocalOutputFile(beside), columns).build()) {
                rows.addTo((path, scores) -> writer.write(new Row(path, scores)));
            }
        });
    }

    private static final class Writer extends ParquetWriter.Builder<Row, Writer> {

        private final int columns;

        Writer(OutputFile file, int columns) {
            super(file);
            this.columns = columns;
            withConf(new PlainParquetConfiguration());
            withCompressionCodec(CompressionCodecName.UNCOMPRESSED); // codecs need native libraries
        }

        @Override
        protected Writer self() {
            return this;
        }

        @Override
        @SuppressWarnings("deprecation") // still abstract
        protected WriteSupport<Row> getWriteSupport(Configuration ignored) {
            return new Writing(columns);
        }

        @Override
        protected WriteSupport<Row> getWriteSupport(ParquetConfiguration ignored) {
            return new Writing(columns);
        }
    }

    private static final class Writing extends WriteSupport<Row> {

        private final int columns;
        private @Nullable RecordConsumer to;

        Writing(int columns) {
            this.columns = columns;
        }

        private static String column(String name, int rank) {
            return rank == 0 ? name : name + "_" + (rank + 1);
        }

        private WriteContext context() {
            Types.MessageTypeBuilder schema = Types.buildMessage();
            text(schema, "path");
            for (int i = 0; i < columns; i++) {
                text(schema, column("class", i));
                schema.required(PrimitiveTypeName.FLOAT).named(column("probability", i));
            }
            MessageType type = schema.named("pixio");
            return new WriteContext(type, Map.of());
        }

        private static void text(Types.MessageTypeBuilder schema, String name) {
            schema.required(PrimitiveTypeName.BINARY)
                    .as(LogicalTypeAnnotation.stringType())
                    .named(name);
        }

        @Override
        @SuppressWarnings("deprecation") // still abstract
        public WriteContext init(Configuration ignored) {
            return context();
        }

        @Override
        public WriteContext init(ParquetConfiguration ignored) {
            return context();
        }

        @Override
        public void prepareForWrite(RecordConsumer consumer) {
            to = consumer;
        }

        @Override
        public void write(Row row) {
            RecordConsumer consumer = Objects.requireNonNull(to);
            consumer.startMessage();
            add(consumer, 0, "path", row.path);
            for (int i = 0; i < columns; i++) {
                ClassScore score = row.scores.get(i);
                add(consumer, 1 + 2 * i, column("class", i), score.name());
                consumer.startField(column("probability", i), 2 + 2 * i);
                consumer.addFloat((float) score.probability());
                consumer.endField(column("probability", i), 2 + 2 * i);
            }
            consumer.endMessage();
        }

        private static void add(RecordConsumer consumer, int index, String name, String text) {
            consumer.startField(name, index);
            consumer.addBinary(Binary.fromString(text));
            consumer.endField(name, index);
        }
    }
}
