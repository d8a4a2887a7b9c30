package dev.pixio.search.folder;

import dev.pixio.io.DurableFile;
import dev.pixio.io.FileTree;
import dev.pixio.search.VectorKind;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/**
 * Writes the files of a generation. Nothing refers to them before {@link IndexFiles#publish}.
 *
 * @param folder of the generation
 * @param base whose vectors stay; empty of a new index
 * @param pending the new vectors
 * @param dimension numbers of the vector of an image
 */
record GenerationWriter(Path folder, Optional<Generation> base, PendingLog pending, int dimension) {

    /**
     * An image of the new generation.
     *
     * @param entry that is stored
     * @param baseRow where its vectors are in the base; -1 if they are new
     * @param added where its new vectors are
     */
    record Row(Entry entry, int baseRow, Optional<PendingLog.Logged> added) {

        static Row kept(Entry entry, int baseRow) {
            return new Row(entry, baseRow, Optional.empty());
        }

        static Row added(Entry entry, PendingLog.Logged record) {
            return new Row(entry, -1, Optional.of(record));
        }
    }

    /**
     * Writes entries and vectors.
     *
     * @param rows in the order of {@link Entry#ORDER}
     * @param withPatches whether the mean of the patch tokens has a file of its own
     * @return the checksums of the files
     */
    Map<String, Integer> write(List<Row> rows, boolean withPatches) throws IOException {
        if (Files.exists(folder)) {
            FileTree.delete(folder); // of a process that was killed
        }
        Files.createDirectory(folder);
        Map<String, Integer> checksums = new TreeMap<>();
        checksums.put(
                IndexFiles.ENTRIES,
                write(IndexFiles.ENTRIES, rows, row -> row.entry().encoded()));
        checksums.put(IndexFiles.VECTORS, write(IndexFiles.VECTORS, rows, row -> bytes(vector(row, VectorKind.IMAGE))));
        if (withPatches) {
            checksums.put(
                    IndexFiles.PATCHES,
                    write(IndexFiles.PATCHES, rows, row -> bytes(vector(row, VectorKind.PATCH_MEAN))));
        }
        return checksums;
    }

    /** The bytes of a row in one of the files. */
    private interface Encoding {
        byte[] of(Row row) throws IOException;
    }

    private int write(String name, List<Row> rows, Encoding encoding) throws IOException {
        CRC32C crc = new CRC32C();
        DurableFile.writeStream(folder.resolve(name), out -> {
            OutputStream checked = new CheckedOutputStream(out, crc);
            for (Row row : rows) {
                checked.write(encoding.of(row));
            }
        });
        return (int) crc.getValue();
    }

    /** The vector of a row. */
    float[] vector(Row row, VectorKind kind) throws IOException {
        if (row.added().isEmpty()) {
            return base.orElseThrow().matrix(kind).row(row.baseRow());
        }
        PendingLog.Logged record = row.added().get();
        float[] numbers = pending.numbers(record);
        boolean patches = kind == VectorKind.PATCH_MEAN && record.patchDimension() > 0;
        float[] vector = new float[patches ? record.patchDimension() : dimension];
        System.arraycopy(numbers, patches ? dimension : 0, vector, 0, vector.length);
        return vector;
    }

    private static byte[] bytes(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * vector.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return bytes.array();
    }
}
