package dev.pixio.table.arrow;

import dev.pixio.table.column.ImageColumn;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.Int;
import org.apache.arrow.flatbuf.Schema;
import org.apache.arrow.flatbuf.Type;
import org.apache.arrow.flatbuf.Union;
import org.apache.arrow.flatbuf.UnionMode;

/**
 * A column of bytes and the places of its buffers in each record batch.
 *
 * @param path the names from the outermost on
 * @param validity buffers with a bit for each row: of the structures that it is in, and its own
 * @param offsets buffer of the first byte of each value
 * @param values buffer of the bytes
 * @param offsetBytes of an offset, 4 or 8; of integers 0
 */
record ArrowColumn(List<String> path, List<Slot> validity, Slot offsets, Slot values, int offsetBytes) {

    /**
     * A column of integers that is in no structure.
     *
     * @param column whose offsets are its values
     * @param bytes of an integer, 1, 2, 4 or 8
     * @param signed whether it may be negative
     */
    record Integers(ArrowColumn column, int bytes, boolean signed) {}

    private static final int DEEPEST = 64;

    /** More are not believed; children of a damaged schema may refer to each other. */
    private static final int MOST_FIELDS = 100_000;

    /**
     * The place of a buffer among those of a batch.
     *
     * @param number among the buffers whose number the schema tells
     * @param views columns before it whose number of buffers the batch tells
     */
    record Slot(int number, int views) {}

    /**
     * All columns of a file.
     *
     * @param unread types of columns of bytes that are stored in a way that is not read, by the names of the columns
     */
    record Columns(List<String> names, List<ArrowColumn> binary, List<Integers> integers, Map<String, String> unread) {

        List<ImageColumn> candidates() {
            List<ImageColumn> candidates = new ArrayList<>();
            for (int i = 0; i < binary.size(); i++) {
                candidates.add(ImageColumn.of(binary.get(i).path, i));
            }
            return candidates;
        }
    }

    static Columns of(Schema schema) throws IOException {
        Walk walk = new Walk();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < schema.fieldsLength(); i++) {
            names.add(String.valueOf(schema.fields(i).name()));
            walk.visit(schema.fields(i), List.of(), List.of(), true);
        }
        return new Columns(names, walk.found, walk.integers, walk.unread);
    }

    /** Visits fields in the order of their buffers. */
    private static final class Walk {

        private final List<ArrowColumn> found = new ArrayList<>();
        private final List<Integers> integers = new ArrayList<>();
        private final Map<String, String> unread = new LinkedHashMap<>();
        private int buffers;
        private int views;
        private int fields;

        /** @param plain whether all parents are structures, so that each row has one value */
        void visit(Field field, List<String> parents, List<Slot> validity, boolean plain) throws IOException {
            if (++fields > MOST_FIELDS || parents.size() > DEEPEST) {
                throw new IOException("its schema is damaged");
            }
            List<String> path = new ArrayList<>(parents);
            path.add(String.valueOf(field.name()));
            nameUnread(field, path.get(0), plain);
            if (field.dictionary() != null) {
                buffers += 2; // numbers; the values are elsewhere
                return;
            }
            byte type = field.typeType();
            List<Slot> nulls = new ArrayList<>(validity);
            nulls.add(slot(0));
            if (plain && (type == Type.Binary || type == Type.LargeBinary)) {
                found.add(new ArrowColumn(
                        List.copyOf(path),
                        List.copyOf(nulls),
                        slot(1),
                        slot(2),
                        type == Type.Binary ? Integer.BYTES : Long.BYTES));
            }
            if (parents.isEmpty() && type == Type.Int && field.type(new Int()) instanceof Int number) {
                integers.add(new Integers(
                        new ArrowColumn(List.copyOf(path), List.copyOf(nulls), slot(1), slot(1), 0),
                        number.bitWidth() / Byte.SIZE,
                        number.isSigned()));
            }
            buffers += buffers(field, type);
            views += type == Type.BinaryView || type == Type.Utf8View ? 1 : 0;
            for (int i = 0; i < field.childrenLength(); i++) {
                visit(field.children(i), path, nulls, plain && type == Type.Struct_);
            }
        }

        private void nameUnread(Field field, String column, boolean plain) {
            boolean bytes = field.typeType() == Type.Binary || field.typeType() == Type.LargeBinary;
            if (field.dictionary() != null && (bytes || field.typeType() == Type.BinaryView)) {
                unread.putIfAbsent(column, "dictionary-encoded");
            } else if (field.typeType() == Type.BinaryView) {
                unread.putIfAbsent(column, "binary_view");
            } else if (field.typeType() == Type.FixedSizeBinary) {
                unread.putIfAbsent(column, "fixed_size_binary");
            } else if (bytes && !plain) {
                unread.putIfAbsent(column, "a list or map of binary");
            }
        }

        private Slot slot(int after) {
            return new Slot(buffers + after, views);
        }

        private static int buffers(Field field, byte type) throws IOException {
            return switch (type) {
                case Type.Null, Type.RunEndEncoded -> 0;
                case Type.Struct_, Type.FixedSizeList -> 1;
                case Type.Binary, Type.Utf8, Type.LargeBinary, Type.LargeUtf8, Type.ListView, Type.LargeListView -> 3;
                case Type.Union -> union(field);
                default -> {
                    if (type < 0 || type > Type.LargeListView) {
                        throw new IOException("its schema has types that are not known");
                    }
                    yield 2;
                }
            };
        }

        private static int union(Field field) throws IOException {
            if (!(field.type(new Union()) instanceof Union union)) {
                throw new IOException("its schema is damaged");
            }
            return union.mode() == UnionMode.Dense ? 2 : 1;
        }
    }
}
