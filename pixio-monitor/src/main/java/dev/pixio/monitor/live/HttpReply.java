package dev.pixio.monitor.live;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What is answered to a request.
 *
 * @param status of HTTP
 * @param type of the content
 * @param content the bytes
 * @param headers beside those that every answer has
 */
@SuppressWarnings("ArrayRecordComponent") // made to be sent once, never compared
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

    /** A refusal, with the reason as a line of text. */
    static HttpReply refusal(int status, String reason) {
        return new HttpReply(status, TEXT, (reason + "\n").getBytes(StandardCharsets.UTF_8), Map.of());
    }

    static HttpReply notFound() {
        return refusal(404, "there is no such page");
    }

    HttpReply with(String header, String value) {
        return new HttpReply(status, type, content, Map.of(header, value));
    }
}
