package dev.pixio.monitor.live;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connected browser: a bounded queue between the run, which never blocks, and a socket, which may. A subscriber whose
 * queue is full is disconnected; the browser reconnects by itself with its last position.
 */
final class Subscriber {

    /** About one minute at fifteen steps per second. */
    private static final int QUEUE_SIZE = 1024;

    private static final String HEARTBEAT = ": heartbeat\n\n";
    private static final String END = "";

    private final BlockingQueue<String> queue = new ArrayBlockingQueue<>(QUEUE_SIZE);
    private final List<LiveMessage> backlog;
    private final Duration heartbeat;
    private @Nullable Thread writer;
    private boolean dropped;

    /**
     * Creates a subscriber for new messages.
     *
     * @param backlog messages that are sent first
     * @param heartbeat interval without messages after which a comment is sent, which detects closed connections
     */
    Subscriber(List<LiveMessage> backlog, Duration heartbeat) {
        this.backlog = backlog;
        this.heartbeat = heartbeat;
    }

    /** Queues a message without blocking; false if the queue is full and the subscriber was dropped. */
    boolean offer(LiveMessage message) {
        return enqueue(message.encoded());
    }

    /** Ends the stream after the queued messages; false if the queue is full and the subscriber was dropped. */
    boolean end() {
        return enqueue(END);
    }

    private boolean enqueue(String text) {
        if (queue.offer(text)) {
            return true;
        }
        drop();
        return false;
    }

    private synchronized void drop() {
        dropped = true;
        if (writer != null) {
            writer.interrupt(); // closes the socket's channel if the thread is blocked in a write
        }
    }

    /** Writes on the calling thread until the stream ends, or the browser disconnects or is too slow. */
    void writeTo(OutputStream out) throws IOException {
        begin();
        try {
            // The browser reconnects this many milliseconds after a lost connection.
            write(out, "retry: 1000\n\n");
            for (LiveMessage message : backlog) {
                write(out, message.encoded());
            }
            out.flush();
            while (writeQueued(out)) {
                out.flush();
            }
            out.flush();
        } catch (InterruptedException e) {
            throw new IOException("too slow", e);
        } finally {
            finish();
        }
    }

    /** Writes the queued messages, or a heartbeat if there are none for the interval; false after the end of the stream. */
    private boolean writeQueued(OutputStream out) throws IOException, InterruptedException {
        String first = queue.poll(heartbeat.toMillis(), TimeUnit.MILLISECONDS);
        List<String> messages = new ArrayList<>(List.of(first == null ? HEARTBEAT : first));
        queue.drainTo(messages);
        for (String message : messages) {
            if (message.equals(END)) {
                return false;
            }
            write(out, message);
        }
        return true;
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private synchronized void begin() throws IOException {
        if (dropped) {
            throw new IOException("too slow");
        }
        writer = Thread.currentThread();
    }

    private synchronized void finish() {
        writer = null;
        // The thread returns to a pool: an interrupt of this task must not reach the next one.
        Thread.interrupted();
    }
}
