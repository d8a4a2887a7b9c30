package dev.pixio.monitor.live;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.pixio.http.HttpReply;
import dev.pixio.http.RequestFilter;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP server of the live page: on the loopback address only, with daemon threads. */
final class LiveServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LiveServer.class);

    /** Time for browsers to receive the last message when the process ends. */
    private static final Duration SHUTDOWN_GRACE = Duration.ofSeconds(2);

    private static final RequestFilter FILTER = RequestFilter.forLoopback();

    private final HttpServer server;
    private final LiveStream stream;
    private final Function<String, Optional<HttpReply>> pages;
    private final ExecutorService threads = Executors.newCachedThreadPool(LiveServer::daemon);

    private LiveServer(HttpServer server, LiveStream stream, Function<String, Optional<HttpReply>> pages) {
        this.server = server;
        this.stream = stream;
        this.pages = pages;
    }

    /**
     * Binds a port and starts the server.
     *
     * @param port to listen on, 0 for any free port
     * @param stream served at {@code /events}
     * @param pages the response to a path, empty for 404; called on several threads
     * @throws IOException if the port is in use or not permitted, with a message for the user
     */
    static LiveServer start(int port, LiveStream stream, Function<String, Optional<HttpReply>> pages)
            throws IOException {
        // Read once by the JDK's server: TCP_NODELAY, so that small writes do not wait for acknowledgements.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        LiveServer live = new LiveServer(bind(port), stream, pages);
        live.server.createContext("/", live::handle);
        live.server.setExecutor(live.threads);
        // The server's own thread inherits the daemon status of the thread that starts it.
        Thread starter = daemon(live.server::start);
        starter.start();
        try {
            starter.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return live;
    }

    private static HttpServer bind(int port) throws IOException {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a port must be from 0 to 65535, not " + port);
        }
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (BindException e) {
            String reason = String.valueOf(e.getMessage()).contains("in use") ? " is in use" : " cannot be used here";
            throw new IOException("port " + port + reason + "; --ui 0 uses any free port", e);
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "pixio-live");
        thread.setDaemon(true);
        return thread;
    }

    /** The address for a browser on this machine. */
    URI url() {
        InetSocketAddress address = server.getAddress();
        String host = address.getAddress().getHostAddress();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort() + "/");
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            RequestFilter.protect(exchange.getResponseHeaders());
            Optional<HttpReply> refusal =
                    FILTER.refuseAllButReading(exchange.getRequestMethod(), exchange.getRequestHeaders());
            String path = Objects.requireNonNullElse(exchange.getRequestURI().getPath(), "");
            if (refusal.isPresent()) {
                refusal.get().send(exchange);
            } else if (path.equals("/events")) {
                events(exchange);
            } else {
                pages.apply(path).orElseGet(HttpReply::notFound).send(exchange);
            }
        } catch (IOException closed) {
            LOG.debug("a browser disconnected", closed);
        } catch (RuntimeException e) {
            LOG.warn("the live page could not respond to a request: {}", e.toString());
        }
    }

    private void events(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(200, -1);
            return;
        }
        Optional<Subscriber> subscribed = stream.subscribe(after(exchange));
        if (subscribed.isEmpty()) {
            HttpReply.refusal(503, "too many browsers are connected to this run")
                    .send(exchange);
            return;
        }
        Subscriber subscriber = subscribed.get();
        try (OutputStream out = exchange.getResponseBody()) {
            exchange.sendResponseHeaders(200, 0); // of unknown length
            subscriber.writeTo(out);
        } finally {
            stream.unsubscribe(subscriber);
        }
    }

    /** The last message that a browser received: its header when it reconnects, otherwise the position of its history. */
    private static Optional<String> after(HttpExchange exchange) {
        String header = exchange.getRequestHeaders().getFirst("Last-Event-ID");
        if (header != null) {
            return Optional.of(header);
        }
        String query = exchange.getRequestURI().getQuery();
        return query == null
                ? Optional.empty()
                : Arrays.stream(query.split("&"))
                        .filter(part -> part.startsWith("after="))
                        .map(part -> part.substring("after=".length()))
                        .findFirst();
    }

    /** Waits until the connected browsers have received the last message, at most two seconds. */
    @Override
    public void close() {
        stream.end(SHUTDOWN_GRACE);
        server.stop(0);
        threads.shutdownNow();
    }
}
