package dev.pixio.monitor.live;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** What is told of a run, in order, to whoever listens; the newest part is kept for those who come back. */
final class LiveStream {

    /** What a browser may have missed and still gets; beyond it begins anew from the history. */
    private static final int KEPT = 4096;

    private static final int MOST_SUBSCRIBERS = 32;

    private final String telling =
            HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    private final Duration heartbeat;
    private final ArrayDeque<LiveMessage> kept = new ArrayDeque<>();
    private final List<Subscriber> subscribers = new ArrayList<>();
    private LivePosition position = new LivePosition(0, 0, telling);
    private boolean ended;

    LiveStream(Duration heartbeat) {
        this.heartbeat = heartbeat;
    }

    /** Tells everyone, and waits for no one. */
    synchronized void tell(String kind, long step, String json) {
        position = new LivePosition(step, position.sequence() + 1, telling);
        LiveMessage message = new LiveMessage(position, kind, json);
        kept.addLast(message);
        if (kept.size() > KEPT) {
            kept.removeFirst();
        }
        subscribers.removeIf(subscriber -> !subscriber.offer(message));
    }

    /** After the last message. */
    synchronized LivePosition position() {
        return position;
    }

    /**
     * Adds one who listens; nothing if there are too many.
     *
     * @param after the last that it knows, in the words of {@link LivePosition}; empty to begin with what comes next
     */
    synchronized Optional<Subscriber> subscribe(Optional<String> after) {
        if (subscribers.size() >= MOST_SUBSCRIBERS) {
            return Optional.empty();
        }
        Subscriber subscriber = new Subscriber(after.map(this::since).orElse(List.of()), heartbeat);
        if (!ended || subscriber.end()) {
            subscribers.add(subscriber);
        }
        return Optional.of(subscriber);
    }

    /** What came after; if that is not known any more, the one message that says to begin anew. */
    private List<LiveMessage> since(String after) {
        Optional<LivePosition> known = LivePosition.parse(after).filter(this::isKept);
        return known.map(place -> kept.stream()
                        .filter(message -> message.position().sequence() > place.sequence())
                        .toList())
                .orElseGet(() -> List.of(new LiveMessage(position, "reload", "{}")));
    }

    private boolean isKept(LivePosition place) {
        long oldest = kept.isEmpty()
                ? position.sequence()
                : kept.getFirst().position().sequence() - 1;
        return place.telling().equals(telling) && place.sequence() >= oldest && place.sequence() <= position.sequence();
    }

    /** Forgets one that has left. */
    synchronized void leave(Subscriber subscriber) {
        subscribers.remove(subscriber);
        notifyAll();
    }

    /** Lets everyone read to the end, and waits for that, but not for ever. */
    synchronized void end(Duration patience) {
        ended = true;
        subscribers.removeIf(subscriber -> !subscriber.end());
        long deadline = System.nanoTime() + patience.toNanos();
        long left = patience.toMillis();
        try {
            while (!subscribers.isEmpty() && left > 0) {
                wait(left);
                left = (deadline - System.nanoTime()) / 1_000_000;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How many listen. */
    synchronized int subscribers() {
        return subscribers.size();
    }
}
