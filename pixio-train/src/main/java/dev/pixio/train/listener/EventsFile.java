package dev.pixio.train.listener;

import dev.pixio.io.AppendedFile;
import dev.pixio.train.run.JsonLinesFile;
import java.io.IOException;
import java.nio.file.Path;

/** Writes each event as a JSON object on a line of its own. Nothing is ever taken back: also what led to a rollback happened. */
public final class EventsFile implements AutoCloseable {

    private final JsonLinesFile lines;

    /** A file that is gone on with, if it is there; half a line at its end is cut off. */
    public EventsFile(Path path) throws IOException {
        this.lines = JsonLinesFile.append(path, AppendedFile.completeLines(path));
    }

    public void add(TrainingEvent event) throws IOException {
        lines.add(TrainingEventJson.encode(RecordedEvent.of(event)));
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
