package dev.pixio.monitor.live;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
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

/** The server of a live page: on the loopback address alone, on threads that keep no process alive. */
final class LiveServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LiveServer.class);

    /** What browsers get to read the last message when the process ends. */
    private static final Duration SHUTDOWN_GRACE = Duration.ofSeconds(2);

    private final HttpServer server;
    private final LiveStream feed;
    private final Function<String, Optional<HttpReply>> pages;
    private final ExecutorService threads = Executors.newCachedThreadPool(LiveServer::daemon);

    private LiveServer(HttpServer server, LiveStream feed, Function<String, Optional<HttpReply>> pages) {
        this.server = server;
        this.feed = feed;
        this.pages = pages;
    }

    /**
     * Binds a port and answers from now on.
     *
     * @param port to listen on, 0 for any that is free
     * @param feed what is told at {@code /events}
     * @param pages the answer to a path, nothing if there is none; called on several threads
     * @throws IOException if the port is taken or not allowed, with a message for the user
     */
    static LiveServer start(int port, LiveStream feed, Function<String, Optional<HttpReply>> pages) throws IOException {
        // Read once by the JDK's server: without it, small writes wait for the acknowledgement of those before them.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        LiveServer live = new LiveServer(bind(port), feed, pages);
        live.server.createContext("/", live::answer);
        live.server.setExecutor(live.threads);
        // The server's own thread is a daemon if the one that starts it is.
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
            throw new IllegalArgumentException("a port is a number from 0 to 65535, not " + port);
        }
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (BindException e) {
            String reason = String.valueOf(e.getMessage()).contains("in use") ? " is in use" : " cannot be used here";
            throw new IOException("port " + port + reason + "; --ui 0 takes any free one", e);
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "pixio-live");
        thread.setDaemon(true);
        return thread;
    }

    /** Where a browser of this machine finds it. */
    URI url() {
        InetSocketAddress address = server.getAddress();
        String host = address.getAddress().getHostAddress();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort() + "/");
    }

    private void answer(HttpExchange exchange) {
        try (exchange) {
            RequestFilter.protect(exchange.getResponseHeaders());
            Optional<HttpReply> refusal =
                    RequestFilter.refuse(exchange.getRequestMethod(), exchange.getRequestHeaders());
            String path = Objects.requireNonNullElse(exchange.getRequestURI().getPath(), "");
            if (refusal.isPresent()) {
                send(exchange, refusal.get());
            } else if (path.equals("/events")) {
                events(exchange);
            } else {
                send(exchange, pages.apply(path).orElseGet(HttpReply::notFound));
            }
        } catch (IOException gone) {
            LOG.debug("a browser is gone", gone);
        } catch (RuntimeException e) {
            LOG.warn("the live page could not answer a browser: {}", e.toString());
        }
    }

    private static void send(HttpExchange exchange, HttpReply reply) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", reply.type());
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(reply.content().length));
            exchange.sendResponseHeaders(reply.status(), -1);
            return;
        }
        exchange.sendResponseHeaders(reply.status(), reply.content().length == 0 ? -1 : reply.content().length);
        exchange.getResponseBody().write(reply.content());
    }

    private void events(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(200, -1);
            return;
        }
        Optional<Subscriber> subscribed = feed.subscribe(after(exchange));
        if (subscribed.isEmpty()) {
            send(exchange, HttpReply.refusal(503, "too many browsers are connected to this run"));
            return;
        }
        Subscriber subscriber = subscribed.get();
        try (OutputStream out = exchange.getResponseBody()) {
            exchange.sendResponseHeaders(200, 0); // of unknown length
            subscriber.writeTo(out);
        } finally {
            feed.leave(subscriber);
        }
    }

    /** The last message that a browser knows: what it says when it comes back, else what its page was made from. */
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

    /** Ends when the browsers that listen have read the last message, or after two seconds. */
    @Override
    public void close() {
        feed.end(SHUTDOWN_GRACE);
        server.stop(0);
        threads.shutdownNow();
    }
}
