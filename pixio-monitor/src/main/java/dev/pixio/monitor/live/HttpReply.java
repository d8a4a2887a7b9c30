package dev.pixio.monitor.live;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A response to an HTTP request.
 *
 * @param status HTTP status code
 * @param type value of {@code Content-Type}
 * @param content body
 * @param headers in addition to those of every response
 */
@SuppressWarnings("ArrayRecordComponent") // sent once, never compared
record HttpReply(int status, String type, byte[] content, Map<String, String> headers) {

    static final String HTML = "text/html; charset=utf-8";
    static final String TEXT = "text/plain; charset=utf-8";
    static final String JSON = "application/json";
    static final String PNG = "image/png";

    static HttpReply of(String type, byte[] content) {
        return new HttpReply(200, type, content, Map.of());
    }

    static HttpReply of(String type, String content) {
        return of(type, content.getBytes(StandardCharsets.UTF_8));
    }

    /** An error response with the reason as one line of text. */
    static HttpReply refusal(int status, String reason) {
        return new HttpReply(status, TEXT, (reason + "\n").getBytes(StandardCharsets.UTF_8), Map.of());
    }

    static HttpReply notFound() {
        return refusal(404, "not found");
    }

    HttpReply withHeader(String header, String value) {
        return new HttpReply(status, type, content, Map.of(header, value));
    }
}
