package dev.pixio.serve.request;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A request, whose body is read when it is asked for. Used by one thread. */
public final class Request {

    private static final int CHUNK = 64 * 1024;

    private final HttpExchange exchange;
    private final Map<String, String> parameters;
    private final RequestLimits limits;
    private final RequestThreads threads;
    private final BodyMemory.Share memory;

    Request(
            HttpExchange exchange,
            Map<String, String> parameters,
            RequestLimits limits,
            RequestThreads threads,
            BodyMemory.Share memory) {
        this.exchange = exchange;
        this.parameters = parameters;
        this.limits = limits;
        this.threads = threads;
        this.memory = memory;
    }

    /** A parameter of the path. */
    public String parameter(String name) {
        return Objects.requireNonNull(parameters.get(name), name);
    }

    /** A header of which there is one. */
    public Optional<String> header(String name) {
        List<String> values = exchange.getRequestHeaders().getOrDefault(name, List.of());
        return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
    }

    /**
     * A parameter of the query.
     *
     * @throws RequestException if the query is no valid text
     */
    public Optional<String> query(String name) throws RequestException {
        String query = exchange.getRequestURI().getRawQuery();
        if (query == null) {
            return Optional.empty();
        }
        for (String part : query.split("&", -1)) {
            int equals = part.indexOf('=');
            if (decoded(equals < 0 ? part : part.substring(0, equals)).equals(name)) {
                return Optional.of(equals < 0 ? "" : decoded(part.substring(equals + 1)));
            }
        }
        return Optional.empty();
    }

    /**
     * A whole number of the query.
     *
     * @throws RequestException if it is no number from the smallest to the largest
     */
    public int query(String name, int otherwise, int smallest, int largest) throws RequestException {
        Optional<String> text = query(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text.get());
            if (number >= smallest && number <= largest) {
                return number;
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw new RequestException(400, name + " must be a whole number from " + smallest + " to " + largest);
    }

    private static String decoded(String text) throws RequestException {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new RequestException(400, "the query of the address is not valid: a '%' without two digits");
        }
    }

    /**
     * The files of the body, at least one.
     *
     * @throws RequestException if the body is too large, of another type, damaged, or contains too many files
     */
    public List<Upload> uploads() throws RequestException, IOException {
        return Uploads.of(header("Content-Type"), body(), limits.images());
    }

    /**
     * The body.
     *
     * @throws RequestException if it exceeds the limit
     * @throws IOException if the client ends it early or sends it too slowly
     */
    public byte[] body() throws RequestException, IOException {
        long declared = header("Content-Length").map(Request::length).orElse(0L);
        requireSize(declared);
        threads.startWaiting();
        try {
            InputStream in = exchange.getRequestBody();
            ByteArrayOutputStream body = new ByteArrayOutputStream((int) Math.min(declared, CHUNK));
            byte[] chunk = new byte[CHUNK];
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                requireSize((long) body.size() + read);
                memory.take(read);
                body.write(chunk, 0, read);
            }
            return body.toByteArray();
        } catch (IOException e) {
            throw new DisconnectedException(e);
        } finally {
            threads.stopWaiting();
        }
    }

    private void requireSize(long bytes) throws RequestException {
        if (bytes > limits.bodyBytes()) {
            throw new RequestException(
                    413, "a body of more than " + limits.bodyBytes() + " bytes: send fewer or smaller images");
        }
    }

    private static long length(String header) {
        try {
            return Long.parseLong(header);
        } catch (NumberFormatException e) {
            return 0; // of a chunked body; the server has refused others
        }
    }
}
