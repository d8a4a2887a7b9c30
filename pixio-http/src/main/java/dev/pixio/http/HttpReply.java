package dev.pixio.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
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
public record HttpReply(int status, String type, byte[] content, Map<String, String> headers) {

    /** The type of pages. */
    public static final String HTML = "text/html; charset=utf-8";

    /** The type of plain text. */
    public static final String TEXT = "text/plain; charset=utf-8";

    /** The type of JSON. */
    public static final String JSON = "application/json";

    /** The type of PNG. */
    public static final String PNG = "image/png";

    public HttpReply {
        headers = Map.copyOf(headers);
    }

    /** A response of status 200. */
    public static HttpReply of(String type, byte[] content) {
        return new HttpReply(200, type, content, Map.of());
    }

    /** A response of status 200. */
    public static HttpReply of(String type, String content) {
        return of(type, content.getBytes(StandardCharsets.UTF_8));
    }

    /** An error response with the reason as one line of text. */
    public static HttpReply refusal(int status, String reason) {
        return new HttpReply(status, TEXT, (reason + "\n").getBytes(StandardCharsets.UTF_8), Map.of());
    }

    /** An error response of status 404. */
    public static HttpReply notFound() {
        return refusal(404, "not found");
    }

    /** The response with one more header. */
    public HttpReply withHeader(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new HttpReply(status, type, content, more);
    }

    /** Sends the response; to HEAD without its body. */
    public void send(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        headers.forEach(exchange.getResponseHeaders()::set);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(content.length));
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, content.length == 0 ? -1 : content.length);
        exchange.getResponseBody().write(content);
    }
}
