package dev.pixio.data.tar.stream;

import dev.pixio.image.format.ImageReadException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Images of archives that are read forwards. They are read in chunks of images that follow each other, which are kept in temporary files
 * until others are needed more: memory does not depend on the size of the images, and any order within a buffer reads each once.
 */
public final class StreamedBytes implements ImageBytes {

    /** Bytes of a chunk of several images: 64 images of 16 MiB. */
    private static final long LARGEST_CHUNK = 1L << 30;

    private final ArchiveImages set;
    private final ForwardReaders readers;
    private final ChunkBounds bounds;
    private final long capacity;

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
        this.bounds = ChunkBounds.of(set, maxBytes, LARGEST_CHUNK);
        this.capacity = Math.round((double) buffer * bounds.chunks() / Math.max(1, set.size())) + 4L * lanes + 4;
    }

    @Override
    public byte[] read(int archive, int image) throws ImageReadException {
        int number = bounds.chunk(archive, image);
        Chunk chunk = acquire(archive, number);
        try {
            return chunk.read(image - bounds.first(archive, number));
        } finally {
            release(chunk);
        }
    }

    private Chunk acquire(int archive, int number) {
        while (true) {
            Chunk chunk = chunk(archive, number);
            synchronized (this) {
                if (chunk.retain()) {
                    evict();
                    return chunk;
                }
            } // it was closed meanwhile: read again
        }
    }

    /** A chunk that this thread or another one reads. A failure is that of all who wait; who comes later tries again. */
    private Chunk chunk(int archive, int number) {
        long key = (long) archive << 32 | number;
        CompletableFuture<Chunk> future = new CompletableFuture<>();
        CompletableFuture<Chunk> known;
        synchronized (this) {
            known = chunks.get(key);
            if (known == null) {
                chunks.put(key, future);
            }
        }
        if (known != null) {
            return await(known);
        }
        try {
            int first = bounds.first(archive, number);
            Chunk chunk = readers.read(archive, first, bounds.end(archive, number, set.images(archive)) - first);
            future.complete(chunk);
            return chunk;
        } catch (RuntimeException | Error e) {
            failed(key, future, e);
            throw e;
        }
    }

    private void failed(long key, CompletableFuture<Chunk> future, Throwable reason) {
        synchronized (this) {
            chunks.remove(key, future);
        }
        future.completeExceptionally(reason); // those that wait must not wait forever
    }

    private static Chunk await(CompletableFuture<Chunk> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw e;
        }
    }

    private synchronized void release(Chunk chunk) {
        chunk.release();
    }

    /** Closes the chunks that were not used for longest; those that are read are closed by their last reader. */
    private void evict() {
        List<CompletableFuture<Chunk>> surplus = new ArrayList<>();
        Iterator<CompletableFuture<Chunk>> oldest = chunks.values().iterator();
        for (long rest = chunks.size() - (closed ? 0 : capacity); rest > 0 && oldest.hasNext(); rest--) {
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
