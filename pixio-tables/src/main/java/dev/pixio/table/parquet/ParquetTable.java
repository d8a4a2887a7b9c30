package dev.pixio.table.parquet;

import dev.pixio.data.forward.ChunkCache;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.io.FailureReason;
import dev.pixio.table.column.ChunkKey;
import dev.pixio.table.column.ClassNames;
import dev.pixio.table.column.FileReadException;
import dev.pixio.table.column.ImageColumn;
import dev.pixio.table.column.ImageTable;
import dev.pixio.table.column.RowClasses;
import dev.pixio.table.column.StoredFile;
import dev.pixio.table.column.TableFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.RowGroup;

/** The images of a column of a Parquet file. A page is read as a whole, into a chunk, when one of its rows is needed. */
public final class ParquetTable implements ImageTable {

    /** Row groups whose pages are kept in memory: more than are read side by side. */
    private static final int KEPT_INDICES = 128;

    /** Number of the part of a group that has the rows whose values are in its dictionary; other parts are pages. */
    private static final int DICTIONARY = -1;

    private final TableFile file;
    private final String column;
    private final long maxBytes;
    private final ChunkCache<ChunkKey> chunks;
    private final List<ColumnPart> groups = new ArrayList<>();
    private final List<String> damage = new ArrayList<>();
    private final Map<Integer, PageIndex> indices = new LinkedHashMap<>(16, 0.75f, true); // guarded by itself

    private ParquetTable(TableFile file, String column, long maxBytes, ChunkCache<ChunkKey> chunks) {
        this.file = file;
        this.column = column;
        this.maxBytes = maxBytes;
        this.chunks = chunks;
    }

    /**
     * Opens a file.
     *
     * @param wanted name of the column; empty for the only one that has images
     * @param maxBytes largest permitted size of an image
     * @param chunks keeps what is read
     * @throws IOException in one line: it is no Parquet file, or has no such column
     * @throws FileReadException in one line: it cannot be read
     */
    public static ParquetTable open(TableFile file, Optional<String> wanted, long maxBytes, ChunkCache<ChunkKey> chunks)
            throws IOException {
        try (StoredFile stored = file.open()) {
            FileMetaData footer;
            List<ParquetLeaf> leaves;
            try {
                footer = ParquetFooter.read(stored);
                leaves = ParquetLeaf.of(footer.getSchema());
            } catch (IOException e) {
                throw new IOException(file + " is not a Parquet file: " + FailureReason.of(e), e);
            }
            List<String> names =
                    leaves.stream().map(leaf -> leaf.path().get(0)).distinct().toList();
            ImageColumn column = ImageColumn.choose(
                    ParquetLeaf.candidates(leaves), names, ParquetLeaf.unread(leaves), wanted, file.toString());
            ParquetTable table = new ParquetTable(file, column.name(), maxBytes, chunks);
            table.addGroups(footer, column.number(), leaves.get(column.number()), stored.size());
            return table;
        }
    }

    private void addGroups(FileMetaData footer, int column, ParquetLeaf leaf, long fileBytes) throws IOException {
        long row = 0;
        int number = 0;
        for (RowGroup group : footer.getRow_groups()) {
            String problem = group.getNum_rows() == 0 ? "" : problem(group, column, leaf, fileBytes);
            if (!problem.isEmpty()) {
                damage.add(String.format(Locale.ROOT, "row group %d of %s: %s", number, file.fileName(), problem));
            } else if (group.getNum_rows() > 0) {
                groups.add(part(group.getColumns().get(column).getMeta_data(), row, leaf.definition()));
            }
            row += Math.max(0, group.getNum_rows());
            number++;
        }
        requireSupported();
    }

    private static ColumnPart part(ColumnMetaData values, long row, int definition) {
        return new ColumnPart(
                row,
                (int) values.getNum_values(),
                start(values),
                values.getTotal_compressed_size(),
                values.getCodec(),
                definition);
    }

    private static long start(ColumnMetaData values) {
        long dictionary = values.isSetDictionary_page_offset() ? values.getDictionary_page_offset() : 0;
        return dictionary > 0 && dictionary < values.getData_page_offset() ? dictionary : values.getData_page_offset();
    }

    /** Why the rows of a group cannot be used; empty if they can. */
    private static String problem(RowGroup group, int column, ParquetLeaf leaf, long fileBytes) {
        if (group.getColumns() == null || column >= group.getColumns().size()) {
            return "it has no such column";
        }
        ColumnChunk chunk = group.getColumns().get(column);
        ColumnMetaData values = chunk.getMeta_data();
        if (values == null || chunk.isSetFile_path() || !leaf.path().equals(values.getPath_in_schema())) {
            return "the place of its images is not in the file";
        }
        long rows = group.getNum_rows();
        if (rows < 0 || rows > Integer.MAX_VALUE || rows != values.getNum_values()) {
            return String.format(Locale.ROOT, "it declares %,d rows and %,d images", rows, values.getNum_values());
        }
        long start = start(values);
        long length = values.getTotal_compressed_size();
        return start < 4 || length < 0 || start > fileBytes - length ? "its images end after the file" : "";
    }

    private void requireSupported() throws IOException {
        for (ColumnPart group : groups) {
            if (!Compression.isSupported(group.codec())) {
                throw new IOException(file + " is compressed by " + group.codec()
                        + ", which is not supported: write it again with SNAPPY, GZIP, ZSTD or LZ4_RAW");
            }
        }
    }

    @Override
    public String column() {
        return column;
    }

    @Override
    public int groups() {
        return groups.size();
    }

    @Override
    public int rows(int group) {
        return groups.get(group).rows();
    }

    @Override
    public long firstRow(int group) {
        return groups.get(group).firstRow();
    }

    @Override
    public boolean isDirect() {
        return false;
    }

    @Override
    public byte[] read(int group, int row) throws ImageReadException {
        ColumnPart part = groups.get(group);
        PageIndex index = index(group, part);
        Optional<Integer> number = index.pageOf(row);
        if (number.isEmpty()) {
            throw new ImageReadException(index.damage());
        }
        Page page = index.page(number.get());
        if (!page.problem().isEmpty()) {
            throw new ImageReadException(page.problem());
        }
        int inPage = row - page.firstRow();
        PageReader reader = new PageReader(file, part, maxBytes);
        if (page.coding() == Page.Coding.DICTIONARY) {
            int values = index.dictionary().map(Page::rows).orElse(0);
            return chunks.read(
                    new ChunkKey(this, group, DICTIONARY),
                    () -> reader.dictionary(index),
                    values + index.rank(number.get()) + inPage);
        }
        return chunks.read(new ChunkKey(this, group, number.get()), () -> reader.plain(page), inPage);
    }

    private PageIndex index(int group, ColumnPart part) {
        synchronized (indices) {
            PageIndex kept = indices.get(group);
            if (kept != null) {
                return kept;
            }
            try (StoredFile stored = file.open()) {
                PageIndex index = PageIndex.of(stored, part);
                if (indices.size() == KEPT_INDICES) {
                    indices.remove(indices.keySet().iterator().next());
                }
                indices.put(group, index);
                return index;
            }
        }
    }

    @Override
    public RowClasses classes(String wanted) throws IOException {
        try (StoredFile stored = file.open()) {
            FileMetaData footer = ParquetFooter.read(stored);
            List<ParquetLeaf> leaves = ParquetLeaf.of(footer.getSchema());
            int number = 0;
            while (number < leaves.size() && !isClasses(leaves.get(number), wanted)) {
                number++;
            }
            if (number == leaves.size()) {
                throw new IOException("it has no column " + wanted + " of integers");
            }
            ParquetLeaf leaf = leaves.get(number);
            ParquetTable parts = new ParquetTable(file, wanted, maxBytes, chunks);
            parts.addGroups(footer, number, leaf, stored.size());
            long[] integers = new long[0];
            for (int group = 0; group < groups.size(); group++) {
                if (group >= parts.groups.size()
                        || parts.firstRow(group) != firstRow(group)
                        || parts.rows(group) != rows(group)) {
                    throw new IOException("it is damaged: groups of rows have no classes");
                }
                integers = IntegerReader.join(
                        integers, new IntegerReader(file, parts.groups.get(group), leaf.integerBytes()).read(stored));
            }
            return new RowClasses(integers, names(footer, wanted));
        } catch (IOException e) {
            throw new IOException("the classes of " + file + " cannot be read: " + FailureReason.of(e), e);
        } catch (FileReadException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static List<String> names(FileMetaData footer, String column) {
        if (footer.isSetKey_value_metadata()) {
            for (KeyValue entry : footer.getKey_value_metadata()) {
                if (entry.getKey().equals(ClassNames.KEY) && entry.isSetValue()) {
                    return ClassNames.of(entry.getValue(), column);
                }
            }
        }
        return List.of();
    }

    private static boolean isClasses(ParquetLeaf leaf, String column) {
        return leaf.path().equals(List.of(column)) && leaf.integerBytes() > 0 && !leaf.repeated();
    }

    @Override
    public List<String> damage() {
        return List.copyOf(damage);
    }
}
