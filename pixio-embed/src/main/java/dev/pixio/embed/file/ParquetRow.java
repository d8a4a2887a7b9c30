package dev.pixio.embed.file;

import dev.pixio.embed.log.FeatureHeader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.api.InitContext;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/**
 * A row of a Parquet file: a string and a list of floats.
 *
 * @param path the image's name in its source
 * @param features as floats, little-endian
 */
record ParquetRow(String path, ByteBuffer features) {

    private static final String PATH = "path";
    private static final String FEATURES = "features";

    private static final MessageType SCHEMA = Types.buildMessage()
            .required(PrimitiveTypeName.BINARY)
            .as(LogicalTypeAnnotation.stringType())
            .named(PATH)
            .requiredList()
            .requiredElement(PrimitiveTypeName.FLOAT)
            .named(FEATURES)
            .named("pixio");

    static WriteSupport<ParquetRow> writing(FeatureHeader header) {
        return new Writing(header);
    }

    static ReadSupport<ParquetRow> reading(FeatureHeader header) {
        return new Reading(header);
    }

    private static final class Writing extends WriteSupport<ParquetRow> {

        private final FeatureHeader header;
        private @Nullable RecordConsumer to;

        Writing(FeatureHeader header) {
            this.header = header;
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

        private WriteContext context() {
            return new WriteContext(SCHEMA, Map.of(FeatureHeader.NAME, header.toJson()));
        }

        @Override
        public void prepareForWrite(RecordConsumer consumer) {
            to = consumer;
        }

        @Override
        public void write(ParquetRow row) {
            RecordConsumer consumer = Objects.requireNonNull(to);
            consumer.startMessage();
            consumer.startField(PATH, 0);
            consumer.addBinary(Binary.fromString(row.path));
            consumer.endField(PATH, 0);
            consumer.startField(FEATURES, 1);
            consumer.startGroup();
            consumer.startField("list", 0);
            while (row.features.hasRemaining()) {
                consumer.startGroup();
                consumer.startField("element", 0);
                consumer.addFloat(row.features.getFloat());
                consumer.endField("element", 0);
                consumer.endGroup();
            }
            consumer.endField("list", 0);
            consumer.endGroup();
            consumer.endField(FEATURES, 1);
            consumer.endMessage();
        }
    }

    private static final class Reading extends ReadSupport<ParquetRow> {

        private final FeatureHeader header;

        Reading(FeatureHeader header) {
            this.header = header;
        }

        @Override
        public ReadContext init(InitContext context) {
            return new ReadContext(SCHEMA);
        }

        @Override
        @SuppressWarnings("deprecation") // still abstract
        public RecordMaterializer<ParquetRow> prepareForRead(
                Configuration ignored, Map<String, String> metadata, MessageType schema, ReadContext context) {
            return new Materializer(header);
        }

        @Override
        public RecordMaterializer<ParquetRow> prepareForRead(
                ParquetConfiguration ignored, Map<String, String> metadata, MessageType schema, ReadContext context) {
            return new Materializer(header);
        }
    }

    /** Assembles rows, all in the same buffer. */
    private static final class Materializer extends RecordMaterializer<ParquetRow> {

        private final ByteBuffer features;
        private String path = "";

        private final Converter pathConverter = new PrimitiveConverter() {
            @Override
            public void addBinary(Binary value) {
                path = value.toStringUsingUTF8();
            }
        };
        private final Converter number = new PrimitiveConverter() {
            @Override
            public void addFloat(float value) {
                features.putFloat(value);
            }
        };
        private final GroupConverter root = new Group(pathConverter, new Group(new Group(number))) {
            @Override
            public void start() {
                features.clear();
            }
        };

        Materializer(FeatureHeader header) {
            this.features = ByteBuffer.allocate(header.rowBytes()).order(ByteOrder.LITTLE_ENDIAN);
        }

        @Override
        public ParquetRow getCurrentRecord() {
            return new ParquetRow(path, features);
        }

        @Override
        public GroupConverter getRootConverter() {
            return root;
        }
    }

    /** A group of fields without actions at its start and end. */
    private static class Group extends GroupConverter {

        private final Converter[] fields;

        Group(Converter... fields) {
            this.fields = fields;
        }

        @Override
        public Converter getConverter(int field) {
            return fields[field];
        }

        @Override
        public void start() {}

        @Override
        public void end() {}
    }
}
