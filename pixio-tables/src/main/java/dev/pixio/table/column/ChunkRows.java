package dev.pixio.table.column;

import dev.pixio.data.forward.Chunk;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fills chunks from files, so that each row has an image, or the reason why it has none. */
public final class ChunkRows {

    private static final Logger LOG = LoggerFactory.getLogger(ChunkRows.class);

    private ChunkRows() {}

    /** Reads images of an open file to the end of a chunk. */
    public interface Reading {

        /** Reads them up to the last, or to the place where the file is damaged. */
        void read(StoredFile from, Chunk chunk) throws IOException;
    }

    /**
     * Reads images; those that are missing then have the reason.
     *
     * @param end number of images of the chunk afterwards
     * @throws UncheckedIOException in one line: the file cannot be read, or the temporary file cannot be written. That says nothing of the
     *     images, and the chunk is closed
     */
    public static void fill(TableFile file, Chunk chunk, int end, Reading reading) {
        String reason = RowReasons.DAMAGED;
        try (StoredFile stored = file.open()) {
            reading.read(stored, chunk);
        } catch (UncheckedIOException | OutOfMemoryError e) {
            chunk.close();
            throw e;
        } catch (IOException e) {
            reason = RowReasons.of(e);
        } catch (RuntimeException e) { // of decompression
            LOG.debug("{} is damaged", file, e);
            reason = "the file is damaged: its compressed bytes are not valid";
        }
        while (chunk.size() < end) {
            chunk.addUnreadable(reason);
        }
    }
}
