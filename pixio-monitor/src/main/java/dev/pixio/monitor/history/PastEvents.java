package dev.pixio.monitor.history;

import dev.pixio.train.TrainingEvent.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What happened in a run. Every event is counted, and of very many the first and the newest are kept, pictures that could
 * not be read apart from all others.
 */
public final class PastEvents {

    /** Kept at each end. */
    private static final int KEPT = 200;

    /** Names that are kept of one event. */
    private static final int NAMES = 100;

    private final Kept others = new Kept();
    private final Kept unreadable = new Kept();
    private final Map<String, Long> counts = new TreeMap<>();
    private long damaged;

    private PastEvents() {}

    static PastEvents read(Path file) throws IOException {
        PastEvents events = new PastEvents();
        events.damaged = JsonLines.read(file, (bytes, length) -> events.add(event(bytes, length)));
        return events;
    }

    private static PastEvent event(byte[] bytes, int length) {
        JsonNode line = JsonMapper.shared().readTree(bytes, 0, length);
        if (!line.path("kind").isString()) {
            throw new IllegalArgumentException("no event");
        }
        List<String> pictures = line.path("pictures")
                .valueStream()
                .limit(NAMES)
                .map(name -> name.asString(""))
                .toList();
        return new PastEvent(
                line.path("time").asString(""),
                line.path("step").asLong(0),
                line.path("kind").asString(),
                line.path("message").asString(""),
                pictures);
    }

    private void add(PastEvent event) {
        counts.merge(event.kind(), 1L, Long::sum);
        (event.is(Kind.UNREADABLE_PICTURE) ? unreadable : others).add(event);
    }

    /** All but unreadable pictures, in the order in which they happened. */
    public List<PastEvent> others() {
        return others.all();
    }

    /** Pictures that could not be read, in the order in which that was found. */
    public List<PastEvent> unreadable() {
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

        private final List<PastEvent> first = new ArrayList<>();
        private final Deque<PastEvent> newest = new ArrayDeque<>();

        void add(PastEvent event) {
            if (first.size() < KEPT) {
                first.add(event);
                return;
            }
            newest.add(event);
            if (newest.size() > KEPT) {
                newest.remove();
            }
        }

        List<PastEvent> all() {
            List<PastEvent> all = new ArrayList<>(first);
            all.addAll(newest);
            return Collections.unmodifiableList(all);
        }
    }
}
