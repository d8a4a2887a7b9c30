package dev.pixio.train;

import dev.pixio.train.listener.EventsFile;
import dev.pixio.train.listener.MetricsFile;
import dev.pixio.train.listener.StepMetrics;
import dev.pixio.train.listener.TrainingEvent;
import java.io.IOException;
import java.nio.file.Path;

/** Where steps and events of a run are written. */
interface RunLog extends AutoCloseable {

    /** Writes nothing, for a process that is not the first of its group. */
    RunLog NONE = new RunLog() {

        @Override
        public void add(StepMetrics step) {
            // The first process writes it.
        }

        @Override
        public void add(TrainingEvent event) {
            // The first process writes it.
        }

        @Override
        public void force() {
            // Nothing was written.
        }

        @Override
        public void rewind(long step, MetricsFile.StepConsumer kept) {
            // Nothing was written.
        }

        @Override
        public void closeMetrics() {
            // Nothing is open.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    };

    void add(StepMetrics step) throws IOException;

    void add(TrainingEvent event) throws IOException;

    /** Flushes all metrics to disk. */
    void force() throws IOException;

    /** Removes the metrics of later steps; see {@link MetricsFile#rewind}. */
    void rewind(long step, MetricsFile.StepConsumer kept) throws IOException;

    /** Closes the metrics; events may follow. */
    void closeMetrics() throws IOException;

    /** Closes both files, the second also if the first cannot be closed. */
    @Override
    void close() throws IOException;

    /**
     * Writes to an open metrics file and closes it, also if the events file cannot be opened.
     *
     * @throws IOException if the events file cannot be opened
     */
    static RunLog files(MetricsFile metrics, Path events) throws IOException {
        EventsFile opened;
        try {
            opened = new EventsFile(events);
        } catch (IOException | RuntimeException e) {
            try {
                metrics.close();
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
        return new Files(metrics, opened);
    }

    /** Both files of a run. */
    final class Files implements RunLog {

        private final MetricsFile metrics;
        private final EventsFile events;
        private boolean metricsClosed;

        private Files(MetricsFile metrics, EventsFile events) {
            this.metrics = metrics;
            this.events = events;
        }

        @Override
        public void add(StepMetrics step) throws IOException {
            metrics.add(step);
        }

        @Override
        public void add(TrainingEvent event) throws IOException {
            events.add(event);
        }

        @Override
        public void force() throws IOException {
            metrics.force();
        }

        @Override
        public void rewind(long step, MetricsFile.StepConsumer kept) throws IOException {
            metrics.rewind(step, kept);
        }

        @Override
        public void closeMetrics() throws IOException {
            if (!metricsClosed) {
                metricsClosed = true;
                metrics.close();
            }
        }

        @Override
        public void close() throws IOException {
            try (events) {
                closeMetrics();
            }
        }
    }
}
