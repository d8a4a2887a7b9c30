package dev.pixio.serve.request;

import java.time.Duration;

/** Is notified of requests. */
@FunctionalInterface
public interface RequestListener {

    /** In the place of a status: the client closed the connection before it had an answer, as nginx counts it. */
    int DISCONNECTED = 499;

    /** The client sent or received too slowly, and the connection was closed. */
    int TOO_SLOW = 408;

    /**
     * A request has ended.
     *
     * @param path of its endpoint, or {@code other}
     * @param status of the response, or one of the numbers above
     * @param time from the end of its head to the end of the response
     */
    void onRequest(String path, int status, Duration time);
}
