package dev.pixio.embed;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;

/**
 * Runs an encoder on one thread of its own. The encoder's native memory is in a pointer scope of this thread, so no
 * caller's scope can free it; calls run one at a time; and libtorch has one OpenMP thread pool instead of one per
 * calling thread.
 */
public final class EncoderThread implements AutoCloseable {

    private final ExecutorService executor = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(() -> inScope(work), "pixio-encoder");
        thread.setDaemon(true);
        return thread;
    });

    /** What is allocated on the thread outside of an inner scope is freed when the thread ends. */
    private static void inScope(Runnable work) {
        try (PointerScope scope = new PointerScope()) {
            work.run();
        }
    }

    /**
     * Runs work on the thread and waits for its result. Exceptions are rethrown on the calling thread.
     *
     * @throws IllegalStateException if the thread has ended
     */
    public <T> T compute(Supplier<T> work) {
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

    /** Finishes submitted work, then ends the thread and frees its native memory. Closing again has no effect. */
    @Override
    public void close() {
        executor.shutdown();
    }
}
