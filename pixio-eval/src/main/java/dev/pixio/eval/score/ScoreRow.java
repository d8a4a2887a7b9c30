package dev.pixio.eval.score;

import java.util.List;
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
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The columns of a Parquet file of scores; a row is a JSON object with the same names. */
final class ScoreRow {

    private static final String PATH = "path";

    private static final MessageType SCHEMA = Types.buildMessage()
            .required(PrimitiveTypeName.BINARY)
            .as(LogicalTypeAnnotation.stringType())
            .named(PATH)
            .optional(PrimitiveTypeName.INT32)
            .named("width")
            .optional(PrimitiveTypeName.INT32)
            .named("height")
            .optional(PrimitiveTypeName.DOUBLE)
            .named("entropy")
            .optional(PrimitiveTypeName.DOUBLE)
            .named("loss")
            .addFields(text("sha256"), text("dhash"), text("duplicate_of"), text("near_duplicate_of"))
            .optional(PrimitiveTypeName.INT32)
            .named("distance")
            .addFields(text("error"))
            .named("pixio");

    /** What the official files have instead. */
    private static final List<String> OFFICIAL = List.of("histogram_score", "mae_loss");

    private ScoreRow() {}

    private static Type text(String name) {
        return Types.optional(PrimitiveTypeName.BINARY)
                .as(LogicalTypeAnnotation.stringType())
                .named(name);
    }

    /** Writes an object; what it lacks is null. */
    static final class Writing extends WriteSupport<ObjectNode> {

        private @Nullable RecordConsumer to;

        @Override
        @SuppressWarnings("deprecation") // still abstract
        public WriteContext init(Configuration ignored) {
            return new WriteContext(SCHEMA, Map.of());
        }

        @Override
        public WriteContext init(ParquetConfiguration ignored) {
            return new WriteContext(SCHEMA, Map.of());
        }

        @Override
        public void prepareForWrite(RecordConsumer consumer) {
            to = consumer;
        }

        @Override
        public void write(ObjectNode row) {
            RecordConsumer consumer = Objects.requireNonNull(to);
            consumer.startMessage();
            for (int i = 0; i < SCHEMA.getFieldCount(); i++) {
                Type column = SCHEMA.getType(i);
                JsonNode value = row.path(column.getName());
                if (!value.isMissingNode()) {
                    consumer.startField(column.getName(), i);
                    add(consumer, column.asPrimitiveType().getPrimitiveTypeName(), value);
                    consumer.endField(column.getName(), i);
                }
            }
            consumer.endMessage();
        }

        private static void add(RecordConsumer consumer, PrimitiveTypeName type, JsonNode value) {
            if (type == PrimitiveTypeName.INT32) {
                consumer.addInteger(value.asInt());
            } else if (type == PrimitiveTypeName.DOUBLE) {
                consumer.addDouble(value.asDouble());
            } else {
                consumer.addBinary(Binary.fromString(value.asString()));
            }
        }
    }

    /** Reads the columns of scores, whatever else a file has. */
    static final class Reading extends ReadSupport<ObjectNode> {

        @Override
        public ReadContext init(InitContext context) {
            MessageType file = context.getFileSchema();
            if (!file.containsField(PATH)) {
                throw new IllegalArgumentException("it has no column " + PATH);
            }
            List<Type> columns = file.getFields().stream()
                    .filter(column -> SCHEMA.containsField(column.getName()) || OFFICIAL.contains(column.getName()))
                    .toList();
            for (Type column : columns) {
                if (!column.isPrimitive() || column.isRepetition(Type.Repetition.REPEATED)) {
                    throw new IllegalArgumentException(
                            "its column " + column.getName() + " is no column of numbers or texts");
                }
            }
            return new ReadContext(new MessageType(file.getName(), columns));
        }

        @Override
        @SuppressWarnings("deprecation") // still abstract
        public RecordMaterializer<ObjectNode> prepareForRead(
                Configuration ignored, Map<String, String> metadata, MessageType schema, ReadContext context) {
            return new Materializer(context.getRequestedSchema());
        }

        @Override
        public RecordMaterializer<ObjectNode> prepareForRead(
                ParquetConfiguration ignored, Map<String, String> metadata, MessageType schema, ReadContext context) {
            return new Materializer(context.getRequestedSchema());
        }
    }

    private static final class Materializer extends RecordMaterializer<ObjectNode> {

        private final List<Column> columns;
        private ObjectNode row = JsonMapper.shared().createObjectNode();

        Materializer(MessageType schema) {
            this.columns = schema.getFields().stream()
                    .map(column -> new Column(column.getName()))
                    .toList();
        }

        private final GroupConverter root = new GroupConverter() {
            @Override
            public Converter getConverter(int field) {
                return columns.get(field);
            }

            @Override
            public void start() {
                row = JsonMapper.shared().createObjectNode();
            }

            @Override
            public void end() {}
        };

        @Override
        public ObjectNode getCurrentRecord() {
            return row;
        }

        @Override
        public GroupConverter getRootConverter() {
            return root;
        }

        /** Adds the values of a column. */
        private final class Column extends PrimitiveConverter {

            private final String name;

            Column(String name) {
                this.name = name;
            }

            @Override
            public void addBinary(Binary value) {
                row.put(name, value.toStringUsingUTF8());
            }

            @Override
            public void addInt(int value) {
                row.put(name, value);
            }

            @Override
            public void addLong(long value) {
                row.put(name, value);
            }

            @Override
            public void addFloat(float value) {
                row.put(name, value);
            }

            @Override
            public void addDouble(double value) {
                row.put(name, value);
            }
        }
    }
}
