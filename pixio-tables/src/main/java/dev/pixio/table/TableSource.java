package dev.pixio.table;

import dev.pixio.data.EncodedImages;
import dev.pixio.data.EpochOrder;
import dev.pixio.data.Fingerprint;
import dev.pixio.data.LeftOut;
import dev.pixio.data.OpenCvSetup;
import dev.pixio.data.forward.ChunkCache;
import dev.pixio.data.forward.LaneOrder;
import dev.pixio.data.open.FilePatterns;
import dev.pixio.image.ImageDecoder;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.io.OneLine;
import dev.pixio.table.arrow.ArrowTable;
import dev.pixio.table.column.ChunkKey;
import dev.pixio.table.column.FileReadException;
import dev.pixio.table.column.ImageTable;
import dev.pixio.table.column.TableFile;
import dev.pixio.table.parquet.ParquetTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/**
 * The images of a column of Parquet and Arrow files, one for each row. Arrow files that are not compressed are read in any order. Row groups of
 * Parquet are read forwards, page by page, and an epoch of a training has an order that allows it.
 */
public final class TableSource extends EncodedImages {

    /** Parts of groups that are kept at least: a few for each of the lanes that are read side by side. */
    private static final int KEPT_PARTS = 4 * LaneOrder.MOST_LANES + 4;

    private static final int LONGEST_COLUMN = 80; // in the description

    static {
        OpenCvSetup.start();
    }

    private final List<TableFile> files;
    private final List<String> names; // of the files
    private final List<ImageTable> tables;
    private final TableGroups groups;
    private final ChunkCache<ChunkKey> chunks;
    private final int buffer;
    private final String description;

    private TableSource(
            List<TableFile> files,
            List<ImageTable> tables,
            ChunkCache<ChunkKey> chunks,
            ImageDecoder decoder,
            int buffer,
            String value) {
        super(decoder);
        this.files = List.copyOf(files);
        this.names = names(files);
        this.tables = List.copyOf(tables);
        this.groups = new TableGroups(tables);
        this.chunks = chunks;
        this.buffer = buffer;
        this.description = String.format(
                Locale.ROOT,
                "%,d image%s in %s#%s%s",
                groups.size(),
                groups.size() == 1 ? "" : "s",
                value,
                tables.stream()
                        .map(ImageTable::column)
                        .distinct()
                        .map(TableSource::printed)
                        .collect(Collectors.joining("+")),
                files.size() == 1 ? "" : " (" + files.size() + " files)");
    }

    /**
     * Opens files; only what they say of themselves is read.
     *
     * @param locations paths and addresses, at least one
     * @param column name of the column; empty for the only one that has images
     * @param value what the user gave, for messages
     * @param decoder decodes the images
     * @param buffer images among which an epoch is shuffled if rows are read forwards, at least 1
     * @param progress receives the number of images found so far, from time to time
     * @throws IOException in one line: a file cannot be read or is no table, has no such column, or there are no rows
     * @throws IllegalArgumentException in one line: a file is given twice
     */
    public static TableSource of(
            List<String> locations,
            Optional<String> column,
            String value,
            ImageDecoder decoder,
            int buffer,
            LongConsumer progress)
            throws IOException {
        // Of a lane the rows of a block, and of each part of a group that the block begins or ends within the other
        // rows.
        ChunkCache<ChunkKey> chunks = new ChunkCache<>(buffer * 3L / 2, KEPT_PARTS);
        List<TableFile> files = new ArrayList<>();
        List<ImageTable> tables = new ArrayList<>();
        long found = 0;
        for (String location : locations) {
            TableFile file = TableFile.of(location);
            files.add(file);
            ImageTable table = open(file, column, decoder.maxFileBytes(), chunks);
            for (int group = 0; group < table.groups(); group++) {
                found += table.rows(group);
            }
            tables.add(table);
            progress.accept(found);
        }
        TableSource source = new TableSource(files, tables, chunks, decoder, buffer, value);
        if (source.size() == 0) {
            List<String> damage = source.leftOut().lines();
            throw new IOException("no rows in " + value + (damage.isEmpty() ? "" : ": " + String.join("; ", damage)));
        }
        return source;
    }

    /** Of addresses without their queries, which may be signatures, unless only the queries tell the files apart. */
    private static List<String> names(List<TableFile> files) {
        List<String> paths = files.stream().map(TableFile::withoutQuery).toList();
        return FilePatterns.names(
                new HashSet<>(paths).size() == paths.size()
                        ? paths
                        : files.stream().map(TableFile::toString).toList());
    }

    /** A damaged file has any text as the name of its column. */
    private static String printed(String column) {
        return OneLine.of(column, LONGEST_COLUMN);
    }

    private static ImageTable open(TableFile file, Optional<String> column, long maxBytes, ChunkCache<ChunkKey> chunks)
            throws IOException {
        try {
            boolean parquet = file.fileName().toLowerCase(Locale.ROOT).endsWith(".parquet");
            if (!parquet && file.isRemote()) {
                throw new IOException(file + " is on a web server, and Arrow files are read from disk: download it");
            }
            return parquet
                    ? ParquetTable.open(file, column, maxBytes, chunks)
                    : ArrowTable.open(file, column, maxBytes, chunks);
        } catch (FileReadException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public long size() {
        return groups.size();
    }

    /** The number of the row in its file, after the name of the file if there are several, with the folders that distinguish it. */
    @Override
    public String name(long index) {
        TableGroups.Place place = groups.place(index);
        String row = Long.toString(place.rowOfFile());
        return files.size() == 1 ? row : names.get(place.group().file()) + "/" + row;
    }

    @Override
    protected byte[] bytes(long index) throws ImageReadException {
        TableGroups.Place place = groups.place(index);
        return place.group().table().read(place.group().number(), place.row());
    }

    /** How often rows that are read together, such as a page, were read. */
    long chunkReads() {
        return chunks.reads();
    }

    List<ImageTable> tables() {
        return tables;
    }

    List<TableFile> files() {
        return files;
    }

    /** The name of the column of an image. */
    String column(long index) {
        return groups.place(index).group().table().column();
    }

    /** The file of an image. */
    TableFile tableFile(long index) {
        return files.get(groups.place(index).group().file());
    }

    /** The stamp of the file of the row. */
    @Override
    public Optional<Stamp> stamp(long index) {
        return tableFile(index).stamp();
    }

    /** Whether each change of a file changes its revision. */
    boolean isIdentified() {
        return files.stream().allMatch(TableFile::isIdentified);
    }

    private boolean isDirect() {
        return tables.stream().allMatch(ImageTable::isDirect);
    }

    @Override
    public Optional<EpochOrder> trainingOrder(long seed, int batchSize) {
        return isDirect() ? Optional.empty() : Optional.of(new LaneOrder(groups, seed, batchSize, buffer));
    }

    @Override
    public Optional<EpochOrder> trainingOrder(long seed, int batchSize, int... indices) {
        return isDirect()
                ? Optional.empty()
                : Optional.of(LaneOrder.ofSubset(groups, seed, batchSize, buffer, indices));
    }

    @Override
    public LeftOut leftOut() {
        List<String> lines =
                tables.stream().flatMap(table -> table.damage().stream()).toList();
        return lines.isEmpty()
                ? LeftOut.NONE
                : new LeftOut(Map.of("damaged parts of tables", (long) lines.size()), lines, lines.size());
    }

    /** Of the names of files and columns and the numbers of rows in their groups, and of the buffer if it determines the order. */
    @Override
    public String fingerprint() {
        Fingerprint fingerprint = new Fingerprint().add("tables " + files.size());
        tables.forEach(table -> fingerprint.add("column " + table.column()));
        for (int group = 0; group < groups.groups(); group++) {
            fingerprint.add(name(groups.start(group))).add(Integer.toString(groups.images(group)));
        }
        return fingerprint.add(isDirect() ? "" : "buffer " + buffer).hex();
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public void close() {
        chunks.close();
    }
}
