package dev.pixio.serve.request;

import dev.pixio.http.HttpReply;
import java.io.Serial;
import java.util.Map;

/** A request is refused. The message is one line for the client: what was wrong, and what would be accepted. */
public final class RequestException extends Exception {

    @Serial
    private static final long serialVersionUID = 1;

    private final int status;
    private final transient Map<String, String> headers;

    /** Creates the exception with an HTTP status of 400 to 599. */
    public RequestException(int status, String message) {
        this(status, message, Map.of());
    }

    private RequestException(int status, String message, Map<String, String> headers) {
        super(message);
        this.status = status;
        this.headers = headers;
    }

    /** The request may be sent again after some seconds. */
    public static RequestException retryLater(int status, String message, int seconds) {
        return new RequestException(status, message, Map.of("Retry-After", Integer.toString(seconds)));
    }

    /** The refusal has a header of its own. */
    static RequestException withHeader(int status, String message, String header, String value) {
        return new RequestException(status, message, Map.of(header, value));
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The response: {@code {"error": "..."}} in one line. */
    public HttpReply reply() {
        HttpReply reply = JsonReply.error(status, String.valueOf(getMessage()));
        for (Map.Entry<String, String> header : headers.entrySet()) {
            reply = reply.withHeader(header.getKey(), header.getValue());
        }
        return reply;
    }
}
