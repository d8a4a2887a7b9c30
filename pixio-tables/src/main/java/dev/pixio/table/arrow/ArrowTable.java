package dev.pixio.table.arrow;

import dev.pixio.data.forward.ChunkCache;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.io.FailureReason;
import dev.pixio.table.column.ChunkKey;
import dev.pixio.table.column.FileReadException;
import dev.pixio.table.column.ImageTable;
import dev.pixio.table.column.RowClasses;
import dev.pixio.table.column.RowReasons;
import dev.pixio.table.column.StoredFile;
import dev.pixio.table.column.TableFile;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The images of a column of an Arrow file. */
public final class ArrowTable implements ImageTable {

    private final TableFile file;
    private final long maxBytes;
    private final ChunkCache<ChunkKey> chunks;
    private final ArrowIndex index;

    private ArrowTable(TableFile file, long maxBytes, ChunkCache<ChunkKey> chunks, ArrowIndex index) {
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
     * @throws FileReadException in one line: it cannot be read
     */
    public static ArrowTable open(TableFile file, Optional<String> wanted, long maxBytes, ChunkCache<ChunkKey> chunks)
            throws IOException {
        try (StoredFile stored = file.open()) {
            return new ArrowTable(file, maxBytes, chunks, ArrowIndex.of(stored, wanted, file.toString()));
        }
    }

    @Override
    public String column() {
        return index.column();
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
            return chunks.read(
                    new ChunkKey(this, group, 0),
                    () -> new CompressedBatch(batch, index.offsetBytes(), maxBytes).read(file),
                    row);
        }
        try (StoredFile stored = file.open()) {
            return new StoredBatch(batch, index.offsetBytes()).read(stored, row, maxBytes);
        } catch (ImageReadException e) {
            throw e;
        } catch (IOException e) {
            throw new ImageReadException(RowReasons.of(e), e);
        } catch (FileReadException e) {
            throw ImageReadException.notReached(
                    "the file cannot be read: " + e.reason(),
                    Objects.requireNonNull(e.getCause())); // only this image was read
        }
    }

    @Override
    public RowClasses classes(String wanted) throws IOException {
        try (StoredFile stored = file.open()) {
            return ArrowClasses.of(stored, wanted, index.batches());
        } catch (IOException e) {
            throw new IOException("the classes of " + file + " cannot be read: " + FailureReason.of(e), e);
        } catch (FileReadException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public List<String> damage() {
        return index.damage().isEmpty() ? List.of() : List.of("the rest of " + file.fileName() + ": " + index.damage());
    }
}
