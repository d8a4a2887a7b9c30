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
 * One browser that listens: a queue of limited length between the run, which never waits, and a socket that may. One
 * that falls a whole queue behind is dropped; its browser comes back by itself and says where it was.
 */
final class Subscriber {

    /** A minute of a run with fifteen steps a second. */
    private static final int QUEUE = 1024;

    private static final String HEARTBEAT = ": still here\n\n";
    private static final String END = "";

    private final BlockingQueue<String> waiting = new ArrayBlockingQueue<>(QUEUE);
    private final List<LiveMessage> missed;
    private final Duration heartbeat;
    private @Nullable Thread writer;
    private boolean dropped;

    /**
     * One that listens from now on.
     *
     * @param missed what it is told first
     * @param heartbeat after which a silent run shows that it is there, and a browser that is gone is noticed
     */
    Subscriber(List<LiveMessage> missed, Duration heartbeat) {
        this.missed = missed;
        this.heartbeat = heartbeat;
    }

    /** Queues a message without ever waiting; false if there is no room, and the subscriber is dropped. */
    boolean offer(LiveMessage message) {
        return queue(message.written());
    }

    /** Lets it read what is queued, and then ends; false if there is no room, and it is dropped. */
    boolean end() {
        return queue(END);
    }

    private boolean queue(String text) {
        if (waiting.offer(text)) {
            return true;
        }
        drop();
        return false;
    }

    private synchronized void drop() {
        dropped = true;
        if (writer != null) {
            writer.interrupt(); // closes the socket's channel if the thread waits in a write
        }
    }

    /** Writes on the calling thread until the end, or until the browser is gone or too slow. */
    void writeTo(OutputStream out) throws IOException {
        begin();
        try {
            // Said to the browser: how many milliseconds after a lost connection it tries again.
            write(out, "retry: 1000\n\n");
            for (LiveMessage message : missed) {
                write(out, message.written());
            }
            out.flush();
            while (writeWaiting(out)) {
                out.flush();
            }
            out.flush();
        } catch (InterruptedException e) {
            throw new IOException("too slow", e);
        } finally {
            finish();
        }
    }

    /** Writes what there is, or a heartbeat if there is nothing for long; false after the last. */
    private boolean writeWaiting(OutputStream out) throws IOException, InterruptedException {
        String first = waiting.poll(heartbeat.toMillis(), TimeUnit.MILLISECONDS);
        List<String> messages = new ArrayList<>(List.of(first == null ? HEARTBEAT : first));
        waiting.drainTo(messages);
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
        // The thread goes back to a pool: the interrupt that was meant for this work must not meet the next.
        Thread.interrupted();
    }
}
