package dev.pixio.monitor.live;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** The message stream of a run. The newest messages are buffered for browsers that reconnect. */
final class LiveStream {

    /** Messages that a reconnecting browser may have missed; after more, it reloads the history. */
    private static final int BUFFER_SIZE = 4096;

    private static final int MAX_SUBSCRIBERS = 32;

    private final String streamId =
            HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    private final Duration heartbeat;
    private final ArrayDeque<LiveMessage> buffer = new ArrayDeque<>();
    private final List<Subscriber> subscribers = new ArrayList<>();
    private LivePosition position = new LivePosition(0, 0, streamId);
    private boolean ended;

    LiveStream(Duration heartbeat) {
        this.heartbeat = heartbeat;
    }

    /** Sends a message to all subscribers without blocking. */
    synchronized void publish(String kind, long step, String json) {
        position = new LivePosition(step, position.sequence() + 1, streamId);
        LiveMessage message = new LiveMessage(position, kind, json);
        buffer.addLast(message);
        if (buffer.size() > BUFFER_SIZE) {
            buffer.removeFirst();
        }
        subscribers.removeIf(subscriber -> !subscriber.offer(message));
    }

    /** The position after the last message. */
    synchronized LivePosition position() {
        return position;
    }

    /**
     * Adds a subscriber; empty if there are too many.
     *
     * @param after {@link LivePosition} of the last message that it received; empty to receive only new messages
     */
    synchronized Optional<Subscriber> subscribe(Optional<String> after) {
        if (subscribers.size() >= MAX_SUBSCRIBERS) {
            return Optional.empty();
        }
        Subscriber subscriber = new Subscriber(after.map(this::since).orElse(List.of()), heartbeat);
        if (!ended || subscriber.end()) {
            subscribers.add(subscriber);
        }
        return Optional.of(subscriber);
    }

    /** The messages after a position; if they are no longer buffered, a single {@code reload} message. */
    private List<LiveMessage> since(String after) {
        Optional<LivePosition> start = LivePosition.parse(after).filter(this::isBuffered);
        return start.map(requested -> buffer.stream()
                        .filter(message -> message.position().sequence() > requested.sequence())
                        .toList())
                .orElseGet(() -> List.of(new LiveMessage(position, "reload", "{}")));
    }

    private boolean isBuffered(LivePosition requested) {
        long oldest = buffer.isEmpty()
                ? position.sequence()
                : buffer.getFirst().position().sequence() - 1;
        return requested.streamId().equals(streamId)
                && requested.sequence() >= oldest
                && requested.sequence() <= position.sequence();
    }

    /** Removes a subscriber that has disconnected. */
    synchronized void unsubscribe(Subscriber subscriber) {
        subscribers.remove(subscriber);
        notifyAll();
    }

    /** Ends the stream, and waits until all subscribers have received it, or for the timeout. */
    synchronized void end(Duration timeout) {
        ended = true;
        subscribers.removeIf(subscriber -> !subscriber.end());
        long deadline = System.nanoTime() + timeout.toNanos();
        long remaining = timeout.toMillis();
        try {
            while (!subscribers.isEmpty() && remaining > 0) {
                wait(remaining);
                remaining = (deadline - System.nanoTime()) / 1_000_000;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Number of subscribers. */
    synchronized int subscribers() {
        return subscribers.size();
    }
}
