package dev.pixio.data.forward;

import dev.pixio.image.format.ImageReadException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Chunks of images that are read when one of their images is needed, and kept until others are needed more. A chunk is read by one thread; the
 * others that need it wait. Thread-safe.
 *
 * @param <K> identifies a chunk, by its {@code equals}
 */
public final class ChunkCache<K> implements AutoCloseable {

    private final long mostImages;
    private final long mostChunks;

    /** Chunks, from the one that was not used for longest. Guarded by this, like the chunks' counts of readers. */
    private final Map<K, CompletableFuture<Chunk>> chunks = new LinkedHashMap<>(16, 0.75f, true);

    private long images; // of the chunks
    private long reads;
    private boolean closed;

    /**
     * A cache that gives up chunks when it has more images and more chunks than these numbers.
     *
     * @param mostImages kept in any case
     * @param mostChunks kept in any case
     */
    public ChunkCache(long mostImages, long mostChunks) {
        this.mostImages = mostImages;
        this.mostChunks = mostChunks;
    }

    /**
     * All bytes of an image.
     *
     * @param read reads the chunk if it is not kept
     * @param image in the chunk, from 0
     * @throws ImageReadException in one line, without the name: the chunk has a reason in its place
     */
    public byte[] read(K key, Supplier<Chunk> read, int image) throws ImageReadException {
        Chunk chunk = acquire(key, read);
        try {
            return chunk.read(image);
        } finally {
            release(chunk);
        }
    }

    private Chunk acquire(K key, Supplier<Chunk> read) {
        while (true) {
            Chunk chunk = chunk(key, read);
            synchronized (this) {
                if (chunk.retain()) {
                    evict();
                    return chunk;
                }
            } // it was closed meanwhile: read again
        }
    }

    /** A chunk that this thread or another one reads. A failure is that of all who wait; who comes later tries again. */
    private Chunk chunk(K key, Supplier<Chunk> read) {
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
            Chunk chunk = read.get();
            synchronized (this) {
                reads++;
                images += chunk.size();
                future.complete(chunk);
            }
            return chunk;
        } catch (RuntimeException | Error e) {
            failed(key, future, e);
            throw e;
        }
    }

    private void failed(K key, CompletableFuture<Chunk> future, Throwable reason) {
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
        List<Chunk> surplus = new ArrayList<>();
        Iterator<CompletableFuture<Chunk>> oldest = chunks.values().iterator();
        while (isFull() && oldest.hasNext()) {
            CompletableFuture<Chunk> candidate = oldest.next();
            if (candidate.isDone()) {
                oldest.remove();
                Chunk chunk = candidate.join(); // those that failed were removed before they were done
                images -= chunk.size();
                surplus.add(chunk);
            }
        }
        surplus.forEach(Chunk::close);
    }

    /** How often a chunk was read: more often than there are chunks, if some were given up and read again. */
    public synchronized long reads() {
        return reads;
    }

    private boolean isFull() {
        return closed || (chunks.size() > mostChunks && images > mostImages);
    }

    @Override
    public synchronized void close() {
        closed = true;
        evict();
    }
}
