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
 * The events of a run. All events are counted; the first 200 and the newest 200 are retained,
 * separately for unreadable images and for all other kinds.
 */
public final class RecordedEvents {

    /** Events retained at each end. */
    private static final int LIMIT = 200;

    /** Image names retained per event. */
    private static final int MAX_NAMES = 100;

    private final BoundedEvents others = new BoundedEvents();
    private final BoundedEvents unreadable = new BoundedEvents();
    private final Map<String, Long> counts = new TreeMap<>();
    private long damaged;

    private RecordedEvents() {}

    static RecordedEvents read(Path file) throws IOException {
        RecordedEvents events = new RecordedEvents();
        events.damaged = JsonLinesReader.read(
                file, (bytes, length) -> events.add(TrainingEventJson.decode(bytes, length, MAX_NAMES)));
        return events;
    }

    private void add(RecordedEvent event) {
        counts.merge(event.kind(), 1L, Long::sum);
        (event.is(Kind.UNREADABLE_IMAGE) ? unreadable : others).add(event);
    }

    /** All events except unreadable images, in chronological order. */
    public List<RecordedEvent> others() {
        return others.all();
    }

    /** Events of unreadable images, in chronological order. */
    public List<RecordedEvent> unreadable() {
        return unreadable.all();
    }

    /** Number of events of a kind, including those that are not retained. */
    public long count(Kind kind) {
        return counts.getOrDefault(kind.toString(), 0L);
    }

    /** Number of events of each kind, including those that are not retained. */
    public Map<String, Long> counts() {
        return Collections.unmodifiableMap(counts);
    }

    /** Number of damaged lines. */
    public long damaged() {
        return damaged;
    }

    /** The first and the newest events of a stream. */
    private static final class BoundedEvents {

        private final List<RecordedEvent> first = new ArrayList<>();
        private final Deque<RecordedEvent> newest = new ArrayDeque<>();

        void add(RecordedEvent event) {
            if (first.size() < LIMIT) {
                first.add(event);
                return;
            }
            newest.add(event);
            if (newest.size() > LIMIT) {
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
