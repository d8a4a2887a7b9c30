package dev.pixio.serve.request;

import dev.pixio.http.HttpReply;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a server does for requests of one method and path.
 *
 * @param method {@code GET}, which includes HEAD, or {@code POST}
 * @param path with parameters in braces, each a part between slashes: {@code /images/{id}}
 * @param access who may send such requests
 * @param handler called on many threads
 */
public record Endpoint(String method, String path, Access access, Handler handler) {

    /** Who may use an endpoint of a server with a token. */
    public enum Access {
        /** Everybody. */
        PUBLIC,
        /** Those who send the token. */
        TOKEN
    }

    /** Answers requests. */
    @FunctionalInterface
    public interface Handler {
        /**
         * The response to a request.
         *
         * @throws RequestException if the request is refused
         * @throws IOException if the client has gone, or the request fails, which is answered with status 500
         */
        HttpReply handle(Request request) throws RequestException, IOException, InterruptedException;
    }

    /** The parameters of a path, if it is one of this endpoint. */
    Optional<Map<String, String>> match(String actual) {
        List<String> wanted = parts(path);
        List<String> given = parts(actual);
        if (wanted.size() != given.size()) {
            return Optional.empty();
        }
        Map<String, String> parameters = new TreeMap<>();
        for (int i = 0; i < wanted.size(); i++) {
            String part = wanted.get(i);
            if (part.startsWith("{") && !given.get(i).isEmpty()) {
                parameters.put(part.substring(1, part.length() - 1), given.get(i));
            } else if (!part.equals(given.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(parameters);
    }

    private static List<String> parts(String path) {
        return List.of(path.split("/", -1));
    }

    /** Whether it answers a method. */
    boolean answers(String actual) {
        return method.equals(actual) || (method.equals("GET") && actual.equals("HEAD"));
    }
}
