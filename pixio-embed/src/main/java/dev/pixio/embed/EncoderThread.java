package dev.pixio.embed;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;

/**
 * The thread on which an encoder lives. Its native memory is in a scope of this thread, which no caller's scope can close;
 * one call at a time is its nature; and libtorch keeps one team of threads for it, where it would keep one for each thread
 * that calls.
 */
final class EncoderThread implements AutoCloseable {

    private final ExecutorService executor = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(() -> inScope(work), "pixio-encoder");
        thread.setDaemon(true);
        return thread;
    });

    /** All that is made on the thread and not in a scope of its own lasts as long as the thread. */
    private static void inScope(Runnable work) {
        try (PointerScope life = new PointerScope()) {
            work.run();
        }
    }

    /**
     * Waits for the thread to do something; what it throws is thrown here.
     *
     * @throws IllegalStateException if the thread has ended
     */
    <T> T compute(Supplier<T> work) {
        try {
            return CompletableFuture.supplyAsync(work, executor).join();
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException("the encoder is closed", e);
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }

    /** Lets what was begun end, then ends the thread and frees what lives on it. Closing again does nothing. */
    @Override
    public void close() {
        executor.shutdown();
    }
}
