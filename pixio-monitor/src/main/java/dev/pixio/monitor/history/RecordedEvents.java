package dev.pixio.monitor.history;

import dev.pixio.train.listener.RecordedEvent;
import dev.pixio.train.listener.TrainingEvent.Kind;
import dev.pixio.train.listener.TrainingEventJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What happened in a run. Every event is counted, and of very many the first and the newest are kept, images that could
 * not be read apart from all others.
 */
public final class RecordedEvents {

    /** Kept at each end. */
    private static final int KEPT = 200;

    /** Names that are kept of one event. */
    private static final int NAMES = 100;

    private final Kept others = new Kept();
    private final Kept unreadable = new Kept();
    private final Map<String, Long> counts = new TreeMap<>();
    private long damaged;

    private RecordedEvents() {}

    static RecordedEvents read(Path file) throws IOException {
        RecordedEvents events = new RecordedEvents();
        events.damaged = JsonLinesReader.read(
                file, (bytes, length) -> events.add(TrainingEventJson.decode(bytes, length, NAMES)));
        return events;
    }

    private void add(RecordedEvent event) {
        counts.merge(event.kind(), 1L, Long::sum);
        (event.is(Kind.UNREADABLE_IMAGE) ? unreadable : others).add(event);
    }

    /** All but unreadable images, in the order in which they happened. */
    public List<RecordedEvent> others() {
        return others.all();
    }

    /** Images that could not be read, in the order in which that was found. */
    public List<RecordedEvent> unreadable() {
        return unreadable.all();
    }

    /** How many of a kind there were, those that are not kept too. */
    public long count(Kind kind) {
        return counts.getOrDefault(kind.toString(), 0L);
    }

    /** How many of each kind there were. */
    public Map<String, Long> counts() {
        return Collections.unmodifiableMap(counts);
    }

    /** Lines that could not be read. */
    public long damaged() {
        return damaged;
    }

    /** The first and the newest of a stream. */
    private static final class Kept {

        private final List<RecordedEvent> first = new ArrayList<>();
        private final Deque<RecordedEvent> newest = new ArrayDeque<>();

        void add(RecordedEvent event) {
            if (first.size() < KEPT) {
                first.add(event);
                return;
            }
            newest.add(event);
            if (newest.size() > KEPT) {
                newest.remove();
            }
        }

        List<RecordedEvent> all() {
            List<RecordedEvent> all = new ArrayList<>(first);
            all.addAll(newest);
            return Collections.unmodifiableList(all);
        }
    }
}
