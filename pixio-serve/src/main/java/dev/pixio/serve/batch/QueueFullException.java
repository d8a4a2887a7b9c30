package dev.pixio.serve.batch;

import java.io.Serial;

/** More items wait than a queue holds. The message has both numbers. */
public final class QueueFullException extends Exception {

    @Serial
    private static final long serialVersionUID = 1;

    QueueFullException(int waiting, int items, int limit) {
        super(waiting + " images are waiting and the queue holds " + limit + ", so " + items
                + " more are refused; send them again later");
    }
}
