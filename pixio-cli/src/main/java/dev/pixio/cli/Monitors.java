package dev.pixio.cli;

import dev.pixio.train.Trainer;
import dev.pixio.train.TrainingListener;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Those who watch a run from outside; closed after it, however it ended. */
final class Monitors implements AutoCloseable {

    private final List<TrainingListener> listeners;

    /** Those of the listeners that can be closed are closed with this. */
    Monitors(List<TrainingListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    void watch(Trainer trainer) {
        listeners.forEach(trainer::listen);
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (TrainingListener listener : listeners) {
            if (listener instanceof AutoCloseable closeable) {
                failure = close(closeable, failure);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** One that cannot be closed must not keep the others open. */
    private static @Nullable IOException close(AutoCloseable closeable, @Nullable IOException before) {
        try {
            closeable.close();
            return before;
        } catch (Exception e) {
            IOException failure = e instanceof IOException io ? io : new IOException(e);
            if (before == null) {
                return failure;
            }
            before.addSuppressed(failure);
            return before;
        }
    }
}
