package dev.pixio.cli.pretrain;

import dev.pixio.train.Trainer;
import dev.pixio.train.listener.TrainingListener;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Those who watch a run from outside; closed after it, however it ended. */
final class MonitorListeners implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MonitorListeners.class);

    private final List<TrainingListener> listeners;

    /** Those of the listeners that can be closed are closed with this. */
    MonitorListeners(List<TrainingListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    void watch(Trainer trainer) {
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

    /** One that cannot be closed neither keeps the others open nor spoils a run that is saved. */
    private static void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            LOG.warn("{}", e.getMessage());
        }
    }
}
