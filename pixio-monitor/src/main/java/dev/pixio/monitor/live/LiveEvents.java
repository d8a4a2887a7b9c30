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
 * The newest events of a run. Unreadable images have room of their own, so that a folder full of them does not push out
 * the one event that matters. Not for several threads at once.
 */
final class LiveEvents {

    /** Of either sort. */
    private static final int KEPT = 150;

    private final ArrayDeque<Numbered> unreadable = new ArrayDeque<>();
    private final ArrayDeque<Numbered> others = new ArrayDeque<>();
    private long inAll;

    private record Numbered(long number, RecordedEvent event) {}

    /** Takes in what happened before. */
    void addAll(RecordedEvents past) {
        long total = past.counts().values().stream().mapToLong(Long::longValue).sum();
        long kept = (long) past.unreadable().size() + past.others().size();
        inAll = total - kept;
        Stream.concat(past.unreadable().stream(), past.others().stream())
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

    /** Takes an event in, and says what the browsers are told of it. */
    ObjectNode add(RecordedEvent event) {
        Numbered added = new Numbered(++inAll, event);
        ArrayDeque<Numbered> kept = event.is(Kind.UNREADABLE_IMAGE) ? unreadable : others;
        kept.addLast(added);
        if (kept.size() > KEPT) {
            kept.removeFirst();
        }
        return LiveJson.event(added.number(), event);
    }

    /** Adds {@code events}, the earliest first, and {@code eventCount}. */
    void writeTo(ObjectNode history) {
        ArrayNode told = history.put("eventCount", inAll).putArray("events");
        Stream.concat(unreadable.stream(), others.stream())
                .sorted(Comparator.comparingLong(Numbered::number))
                .forEach(kept -> told.add(LiveJson.event(kept.number(), kept.event())));
    }
}
