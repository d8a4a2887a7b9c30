package dev.pixio.monitor.live;

import dev.pixio.monitor.history.RecordedEvents;
import dev.pixio.train.listener.RecordedEvent;
import dev.pixio.train.listener.TrainingEvent.Kind;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The newest events of a run. Events of unreadable images are stored separately, so that many of them do not displace
 * other events. Not thread-safe.
 */
final class LiveEvents {

    /** Maximum number of events of unreadable images, and of all others. */
    private static final int CAPACITY = 150;

    private final ArrayDeque<Numbered> unreadable = new ArrayDeque<>();
    private final ArrayDeque<Numbered> others = new ArrayDeque<>();
    private long total;

    private record Numbered(long number, RecordedEvent event) {}

    /** Adds the recorded events of a resumed run. */
    void addAll(RecordedEvents recorded) {
        long all =
                recorded.counts().values().stream().mapToLong(Long::longValue).sum();
        long kept = (long) recorded.unreadable().size() + recorded.others().size();
        total = all - kept;
        Stream.concat(recorded.unreadable().stream(), recorded.others().stream())
                .sorted(Comparator.comparing(LiveEvents::time))
                .forEach(this::add);
    }

    private static Instant time(RecordedEvent event) {
        try {
            return Instant.parse(event.time());
        } catch (DateTimeParseException unknown) {
            return Instant.EPOCH;
        }
    }

    /** Adds an event, and returns it as JSON for the browsers. */
    ObjectNode add(RecordedEvent event) {
        Numbered added = new Numbered(++total, event);
        ArrayDeque<Numbered> kept = event.is(Kind.UNREADABLE_IMAGE) ? unreadable : others;
        kept.addLast(added);
        if (kept.size() > CAPACITY) {
            kept.removeFirst();
        }
        return LiveJson.event(added.number(), event);
    }

    /** Writes {@code events} in chronological order, and {@code eventCount}. */
    void writeTo(ObjectNode history) {
        ArrayNode array = history.put("eventCount", total).putArray("events");
        Stream.concat(unreadable.stream(), others.stream())
                .sorted(Comparator.comparingLong(Numbered::number))
                .forEach(kept -> array.add(LiveJson.event(kept.number(), kept.event())));
    }
}
