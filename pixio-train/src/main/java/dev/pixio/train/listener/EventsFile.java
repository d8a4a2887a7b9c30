package dev.pixio.train.listener;

import dev.pixio.io.AppendedFile;
import dev.pixio.train.run.JsonLinesFile;
import java.io.IOException;
import java.nio.file.Path;

/** Writes one JSON object per line and event. A rollback removes no events. */
public final class EventsFile implements AutoCloseable {

    private final JsonLinesFile lines;

    /** Appends to the file if it exists; an incomplete last line is removed. */
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
