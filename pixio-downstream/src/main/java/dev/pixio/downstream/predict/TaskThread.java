package dev.pixio.downstream.predict;

import dev.pixio.downstream.model.TaskSpec;
import dev.pixio.downstream.task.Task;
import dev.pixio.embed.CallGate;
import dev.pixio.embed.EncoderThread;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Function;

/** A model on a thread of its own: any thread may call it, and calls run one at a time. */
final class TaskThread implements AutoCloseable {

    private final EncoderThread thread;
    private final LoadedTask loaded;
    private final CallGate calls = new CallGate("the model");

    private TaskThread(EncoderThread thread, LoadedTask loaded) {
        this.thread = thread;
        this.loaded = loaded;
    }

    /** Loads a model; see {@link LoadedTask#load}. */
    static TaskThread load(Path path, PredictionSettings settings, Class<? extends Task> task) throws IOException {
        EncoderThread thread = new EncoderThread();
        try {
            return new TaskThread(thread, thread.compute(() -> {
                try {
                    return LoadedTask.load(path, settings, task);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }));
        } catch (UncheckedIOException e) {
            thread.close();
            throw e.getCause();
        } catch (RuntimeException | Error e) {
            thread.close();
            throw e;
        }
    }

    /** Work that may read files. */
    @FunctionalInterface
    interface Call<T> {
        /** Does the work. */
        T run() throws IOException;
    }

    /**
     * Runs work on the calling thread, during which the model stays open.
     *
     * @throws IllegalStateException if it is closed
     */
    <T> T open(Call<T> work) throws IOException {
        calls.begin();
        try {
            return work.run();
        } finally {
            calls.end();
        }
    }

    /**
     * Runs work with the model on its thread.
     *
     * @throws IllegalStateException if it is closed
     */
    <T> T compute(Function<LoadedTask, T> work) {
        calls.begin();
        try {
            return thread.compute(() -> work.apply(loaded));
        } finally {
            calls.end();
        }
    }

    TaskSpec spec() {
        return loaded.spec();
    }

    String fingerprint() {
        return loaded.fingerprint();
    }

    String precision() {
        return loaded.precision().toString();
    }

    /** Waits for running calls, then frees the weights. Closing again has no effect. */
    @Override
    public void close() {
        calls.close(() -> {
            thread.compute(() -> {
                loaded.close();
                return true;
            });
            thread.close();
        });
    }
}
