package dev.pixio.data.tar.stream;

import dev.pixio.image.format.ImageReadException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Images of archives that are read forwards. They are read in chunks of images that follow each other, which are kept in temporary files
 * until others are needed more: memory does not depend on the size of the images, and any order within a buffer reads each once.
 */
public final class StreamedBytes implements ImageBytes {

    /** Images in a chunk. */
    static final int CHUNK = 64;

    private final ArchiveImages set;
    private final ForwardReaders readers;
    private final int capacity;

    /** Chunks, from the one that was not used for longest. Guarded by this, like the chunks' counts of readers. */
    private final Map<Long, CompletableFuture<Chunk>> chunks = new LinkedHashMap<>(16, 0.75f, true);

    private boolean closed;

    /**
     * @param maxBytes largest permitted size of an image
     * @param buffer images among which an epoch is shuffled
     */
    public StreamedBytes(ArchiveImages set, long maxBytes, int buffer) {
        this.set = set;
        this.readers = new ForwardReaders(set, maxBytes);
        // A block of a lane begins and ends within chunks, and a block begins before the one before has ended.
        int lanes = LaneOrder.lanes(set.archives());
        this.capacity = buffer / CHUNK + 4 * lanes + 4;
    }

    @Override
    public byte[] read(int archive, int image) throws ImageReadException {
        Chunk chunk = acquire(archive, image / CHUNK);
        try {
            return chunk.read(image % CHUNK);
        } finally {
            release(chunk);
        }
    }

    private Chunk acquire(int archive, int number) {
        long key = (long) archive << 32 | number;
        CompletableFuture<Chunk> future;
        boolean load = false;
        synchronized (this) {
            CompletableFuture<Chunk> known = chunks.get(key);
            if (known == null) {
                known = new CompletableFuture<>();
                chunks.put(key, known);
                load = true;
            }
            future = known;
        }
        if (load) {
            int first = number * CHUNK;
            int count = Math.min(CHUNK, set.images(archive) - first);
            try {
                future.complete(readers.read(archive, first, count));
            } catch (RuntimeException | Error e) {
                future.completeExceptionally(e); // those that wait must not wait forever
            }
        }
        while (true) {
            Chunk chunk = future.join();
            synchronized (this) {
                if (chunk.retain()) {
                    evict();
                    return chunk;
                }
            }
            return acquire(archive, number); // it was closed meanwhile: read again
        }
    }

    private synchronized void release(Chunk chunk) {
        chunk.release();
    }

    /** Closes the chunks that were not used for longest; those that are read are closed by their last reader. */
    private void evict() {
        List<CompletableFuture<Chunk>> surplus = new ArrayList<>();
        Iterator<CompletableFuture<Chunk>> oldest = chunks.values().iterator();
        for (int rest = chunks.size() - (closed ? 0 : capacity); rest > 0 && oldest.hasNext(); rest--) {
            CompletableFuture<Chunk> candidate = oldest.next();
            if (candidate.isDone()) {
                surplus.add(candidate);
                oldest.remove();
            }
        }
        surplus.stream()
                .filter(done -> !done.isCompletedExceptionally())
                .forEach(done -> done.join().close());
    }

    @Override
    public synchronized void close() {
        closed = true;
        evict();
        readers.close();
    }
}
