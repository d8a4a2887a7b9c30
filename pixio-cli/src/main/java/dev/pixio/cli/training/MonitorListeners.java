package dev.pixio.cli.training;

import dev.pixio.train.Trainer;
import dev.pixio.train.listener.TrainingListener;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listeners that monitor a run. They are closed after the run, however it ended. */
public final class MonitorListeners implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MonitorListeners.class);

    private final List<TrainingListener> listeners;

    /** Listeners that are {@link AutoCloseable} are closed with this. */
    MonitorListeners(List<TrainingListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    /** Adds them to a trainer. */
    public void attach(Trainer trainer) {
        listeners.forEach(trainer::listen);
    }

    @Override
    public void close() {
        for (TrainingListener listener : listeners) {
            if (listener instanceof AutoCloseable closeable) {
                close(closeable);
            }
        }
    }

    /** Closes a listener. A failure is a warning: the others are closed, and the run is saved already. */
    private static void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            LOG.warn("{}", e.getMessage());
        }
    }
}
