package dev.pixio.downstream.data;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Reads samples on several threads before they are needed. The samples are numbered in the order in which they are taken. Not
 * thread-safe; close it.
 *
 * @param <T> what is made of a sample
 */
public final class Prefetch<T> implements AutoCloseable {

    /** Makes something of a sample. */
    @FunctionalInterface
    public interface Reader<T> {
        /** Reads the sample of a number. */
        T read(long number) throws IOException;
    }

    private final Reader<T> reader;
    private final long end;
    private final int ahead;
    private final ExecutorService threads;
    private final Map<Long, Future<T>> pending = new HashMap<>();

    /**
     * @param end number after that of the last sample
     * @param threads that read
     * @param ahead samples that are read before they are needed
     */
    public Prefetch(Reader<T> reader, long end, int threads, int ahead) {
        this.reader = reader;
        this.end = end;
        this.ahead = ahead;
        this.threads = Executors.newFixedThreadPool(threads, work -> {
            Thread thread = new Thread(work, "pixio-samples");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Takes a sample; those after it are read meanwhile.
     *
     * @throws IOException if it could not be read
     */
    public T take(long number) throws IOException, InterruptedException {
        return take(number, ahead);
    }

    /**
     * As {@link #take(long)}, with another number of samples that are read before they are needed: fewer if they are large.
     *
     * @throws IOException if it could not be read
     */
    public T take(long number, int ahead) throws IOException, InterruptedException {
        for (long next = number; next <= Math.min(end - 1, number + ahead); next++) {
            long wanted = next;
            pending.computeIfAbsent(wanted, key -> threads.submit(() -> reader.read(wanted)));
        }
        Future<T> future = pending.remove(number);
        if (future == null) {
            throw new IndexOutOfBoundsException("there is no sample " + number + " of " + end);
        }
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            if (e.getCause() instanceof RuntimeException runtime) {
                throw runtime;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
