package dev.pixio.train;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes each event as a JSON object on a line of its own. Nothing is ever taken back: also what led to a rollback happened. */
final class EventsFile implements AutoCloseable {

    private final JsonLinesFile lines;

    /** A file that is gone on with, if it is there; half a line at its end is cut off. */
    EventsFile(Path path) throws IOException {
        this.lines = JsonLinesFile.append(path, wholeLines(path));
    }

    void add(TrainingEvent event) throws IOException {
        lines.add(TrainingEventJson.encode(RecordedEvent.of(event)));
    }

    private static long wholeLines(Path path) throws IOException {
        if (!Files.exists(path)) {
            return 0;
        }
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            long end = file.size();
            while (end > 0 && file.read(one.clear(), end - 1) == 1 && one.get(0) != '\n') {
                end--;
            }
            return end;
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
