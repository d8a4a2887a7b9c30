package dev.pixio.table.arrow;

import dev.pixio.data.forward.Chunk;
import dev.pixio.data.forward.ChunkCache;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.io.FailureReason;
import dev.pixio.table.column.ChunkKey;
import dev.pixio.table.column.ImageTable;
import dev.pixio.table.column.RowClasses;
import dev.pixio.table.column.RowReasons;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/** The images of a column of an Arrow file. */
public final class ArrowTable implements ImageTable {

    private final Path file;
    private final long maxBytes;
    private final ChunkCache<ChunkKey> chunks;
    private final ArrowIndex index;

    private ArrowTable(Path file, long maxBytes, ChunkCache<ChunkKey> chunks, ArrowIndex index) {
        this.file = file;
        this.maxBytes = maxBytes;
        this.chunks = chunks;
        this.index = index;
    }

    /**
     * Opens a file.
     *
     * @param wanted name of the column; empty for the only one that has images
     * @param maxBytes largest permitted size of an image
     * @param chunks keeps what is read of compressed batches
     * @throws IOException in one line: it is no Arrow file, or has no such column
     */
    public static ArrowTable open(Path file, Optional<String> wanted, long maxBytes, ChunkCache<ChunkKey> chunks)
            throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new ArrowTable(file, maxBytes, chunks, ArrowIndex.of(channel, wanted, file.toString()));
        }
    }

    @Override
    public int groups() {
        return index.batches().size();
    }

    @Override
    public int rows(int group) {
        return index.batches().get(group).rows();
    }

    @Override
    public long firstRow(int group) {
        return index.batches().get(group).firstRow();
    }

    @Override
    public boolean isDirect() {
        return index.batches().stream().allMatch(batch -> batch.compression() == Batch.Compression.NONE);
    }

    @Override
    public byte[] read(int group, int row) throws ImageReadException {
        Batch batch = index.batches().get(group);
        if (batch.compression() != Batch.Compression.NONE) {
            return chunks.read(new ChunkKey(this, group, 0), () -> chunk(batch), row);
        }
        // An open file would be closed by the interruption of any thread that reads it.
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new StoredBatch(batch, index.offsetBytes()).read(channel, row, maxBytes);
        } catch (ImageReadException e) {
            throw e;
        } catch (EOFException e) {
            throw new ImageReadException(RowReasons.CUT_OFF, e);
        } catch (IOException e) {
            throw new ImageReadException("the file cannot be read: " + FailureReason.of(e), e);
        }
    }

    private Chunk chunk(Batch batch) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new CompressedBatch(batch, index.offsetBytes(), maxBytes).read(channel);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read: " + FailureReason.of(e), e);
        }
    }

    @Override
    public RowClasses classes(String column) throws IOException {
        throw new IOException("classes are read from Parquet alone, not from " + file);
    }

    @Override
    public List<String> damage() {
        return index.damage().isEmpty()
                ? List.of()
                : List.of("the rest of " + file.getFileName() + ": " + index.damage());
    }
}
