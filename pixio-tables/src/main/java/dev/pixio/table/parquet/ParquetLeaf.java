package dev.pixio.table.parquet;

import dev.pixio.table.column.ImageColumn;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;

/**
 * A column of values, at any depth of the schema.
 *
 * @param path the names from the outermost on
 * @param definition how many of the path may be null
 * @param repeated whether one of the path is a list
 * @param binary whether the values are bytes, and not text
 * @param integerBytes of the values, if they are integers, or 0
 */
record ParquetLeaf(List<String> path, int definition, boolean repeated, boolean binary, int integerBytes) {

    private static final int DEEPEST = 64;

    /** All leaves of a schema, in the order of the columns in row groups. */
    static List<ParquetLeaf> of(List<SchemaElement> schema) throws IOException {
        List<ParquetLeaf> leaves = new ArrayList<>();
        if (schema.isEmpty() || new Walk(schema, leaves).next(0, List.of(), 0, false) != schema.size()) {
            throw new IOException("its schema is damaged");
        }
        return leaves;
    }

    /** Those that may have images, by their numbers. */
    static List<ImageColumn> candidates(List<ParquetLeaf> leaves) {
        List<ImageColumn> candidates = new ArrayList<>();
        for (int i = 0; i < leaves.size(); i++) {
            if (leaves.get(i).binary && !leaves.get(i).repeated) {
                candidates.add(ImageColumn.of(leaves.get(i).path, i));
            }
        }
        return candidates;
    }

    /** Types of columns of bytes that are stored in a way that is not read, by the names of the columns. */
    static Map<String, String> unread(List<ParquetLeaf> leaves) {
        Map<String, String> unread = new LinkedHashMap<>();
        for (ParquetLeaf leaf : leaves) {
            if (leaf.binary && leaf.repeated) {
                unread.putIfAbsent(leaf.path.get(0), "a list or map of binary");
            }
        }
        return unread;
    }

    /** Visits elements, which follow each other from a parent to its children. */
    private record Walk(List<SchemaElement> schema, List<ParquetLeaf> leaves) {

        /** Visits an element and all below it; returns the number of the next one. */
        int next(int number, List<String> parents, int definition, boolean repeated) throws IOException {
            if (number >= schema.size() || parents.size() > DEEPEST) {
                throw new IOException("its schema is damaged");
            }
            SchemaElement element = schema.get(number);
            List<String> path = new ArrayList<>(parents);
            int defined = definition;
            boolean listed = repeated;
            if (number > 0) {
                path.add(element.getName());
                FieldRepetitionType repetition = element.getRepetition_type();
                defined += repetition == FieldRepetitionType.REQUIRED ? 0 : 1;
                listed |= repetition == FieldRepetitionType.REPEATED;
            }
            if (element.isSetType()) {
                leaves.add(
                        new ParquetLeaf(List.copyOf(path), defined, listed, isBinary(element), integerBytes(element)));
                return number + 1;
            }
            int next = number + 1;
            for (int child = 0; child < element.getNum_children(); child++) {
                next = next(next, path, defined, listed);
            }
            return next;
        }

        private static int integerBytes(SchemaElement element) {
            return switch (element.getType()) {
                case INT32 -> Integer.BYTES;
                case INT64 -> Long.BYTES;
                default -> 0;
            };
        }

        private static boolean isBinary(SchemaElement element) {
            return element.getType() == Type.BYTE_ARRAY
                    && !element.isSetConverted_type()
                    && !element.isSetLogicalType();
        }
    }
}
