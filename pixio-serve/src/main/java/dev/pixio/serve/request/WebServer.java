package dev.pixio.serve.request;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.pixio.http.HttpReply;
import dev.pixio.http.RequestFilter;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server of endpoints for untrusted clients, on daemon threads. Requests that are too large, too slow, without the token, or
 * for another host are refused.
 */
public final class WebServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);

    /** A client that still sends when its request is refused would not read the refusal: so much of its body is read. */
    private static final long DRAINED_BYTES = 64L << 20;

    private static final Duration POLL = Duration.ofMillis(5);

    private final HttpServer server;
    private final ServerAccess access;
    private final Endpoints endpoints;
    private final RequestLimits limits;
    private final RequestListener listener;
    private final RequestThreads threads;
    private final BodyMemory memory;
    private final AtomicInteger active = new AtomicInteger();
    private volatile boolean stopping;

    private WebServer(
            HttpServer server,
            ServerAccess access,
            List<Endpoint> endpoints,
            RequestLimits limits,
            RequestListener listener) {
        this.server = server;
        this.access = access;
        this.endpoints = new Endpoints(endpoints);
        this.limits = limits;
        this.listener = listener;
        this.threads = new RequestThreads("pixio-serve", limits.connections(), limits.time());
        this.memory = new BodyMemory(limits.bodyBytes());
    }

    /**
     * Binds the port and starts the server.
     *
     * @param listener is notified on the threads of requests
     * @throws IOException if the port is in use or not permitted, or the host has no such address, with a message for the user
     */
    public static WebServer start(
            ServerAccess access, List<Endpoint> endpoints, RequestLimits limits, RequestListener listener)
            throws IOException {
        // Read once by the JDK's server. TCP_NODELAY, so that small writes do not wait for acknowledgements.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("jdk.httpserver.maxConnections", Integer.toString(limits.connections()));
        WebServer web = new WebServer(bind(access), access, endpoints, limits, listener);
        web.server.createContext("/", web::handle);
        web.server.setExecutor(web.threads);
        // The server's own thread inherits the daemon status of the thread that starts it.
        Thread starter = new Thread(web.server::start, "pixio-serve-start");
        starter.setDaemon(true);
        starter.start();
        try {
            starter.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return web;
    }

    private static HttpServer bind(ServerAccess access) throws IOException {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getByName(access.host()), access.port()), 0);
        } catch (UnknownHostException e) {
            throw new IOException("there is no host named " + access.host(), e);
        } catch (BindException e) {
            String reason = String.valueOf(e.getMessage()).contains("in use") ? " is in use" : " cannot be used here";
            throw new IOException(
                    "port " + access.port() + " of " + access.host() + reason + "; --port 0 uses any free port", e);
        }
    }

    /** The address of the server; that of this machine, if it listens on all. */
    public URI url() {
        InetSocketAddress bound = server.getAddress();
        InetAddress address =
                bound.getAddress().isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : bound.getAddress();
        String host = address.getHostAddress();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + bound.getPort() + "/");
    }

    /** Number of requests that are being answered. */
    public int active() {
        return active.get();
    }

    /** Whether it still accepts requests. */
    public boolean isOpen() {
        return !stopping;
    }

    /**
     * Answers a request. If its client has gone, the exception is passed on and the JDK's server closes the connection: {@link
     * HttpExchange#close} would close it as well, but the server (of JDK 17) would count it as open for ever, until it had its largest
     * number of connections.
     */
    private void handle(HttpExchange exchange) throws IOException {
        threads.stopWaiting(); // the head is complete
        long start = System.nanoTime();
        active.incrementAndGet();
        Optional<Endpoint> endpoint = endpoints.find(exchange.getRequestMethod(), path(exchange));
        int status = 0;
        try {
            RequestFilter.protect(exchange.getResponseHeaders());
            HttpReply reply = answer(exchange, endpoint);
            threads.startWaiting();
            drain(exchange);
            threads.startWaiting();
            reply.send(exchange);
            exchange.getResponseBody().close();
            status = reply.status();
        } catch (IOException closed) {
            LOG.debug("a client disconnected", closed);
            throw closed;
        } finally {
            boolean tooSlow = threads.stopWaiting();
            active.decrementAndGet();
            listener.onRequest(
                    endpoint.map(Endpoint::path).orElse("other"),
                    status != 0 ? status : tooSlow ? RequestListener.TOO_SLOW : RequestListener.DISCONNECTED,
                    Duration.ofNanos(System.nanoTime() - start));
        }
    }

    private static String path(HttpExchange exchange) {
        return Objects.requireNonNullElse(exchange.getRequestURI().getPath(), "");
    }

    /**
     * The response to a request, also to one that fails.
     *
     * @throws IOException if the client has gone, or the server was closed
     */
    private HttpReply answer(HttpExchange exchange, Optional<Endpoint> endpoint) throws IOException {
        try (BodyMemory.Share share = memory.share()) {
            access.require(exchange, endpoint);
            if (stopping) {
                throw RequestException.withHeader(503, "the server is stopping", "Connection", "close");
            }
            Endpoint found = endpoint.isPresent()
                    ? endpoint.get()
                    : endpoints.refuse(exchange.getRequestMethod(), path(exchange));
            Request request = new Request(exchange, found.match(path(exchange)).orElseThrow(), limits, threads, share);
            return found.handler().handle(request);
        } catch (RequestException refused) {
            return refused.reply();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the server was closed", e);
        } catch (DisconnectedException e) {
            throw e;
        } catch (OutOfMemoryError e) {
            LOG.warn("not enough memory for a request");
            return RequestException.retryLater(503, "not enough memory for this request; send it again later", 1)
                    .reply();
        } catch (IOException | RuntimeException e) {
            LOG.warn("a request failed", e);
            return JsonReply.error(500, "internal error; the log of the server has its reason");
        }
    }

    /** Reads what is left of a body, so that the client reads the response. */
    private static void drain(HttpExchange exchange) throws IOException {
        InputStream in = exchange.getRequestBody();
        byte[] chunk = new byte[64 * 1024];
        long drained = 0;
        for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
            drained += read;
            if (drained > DRAINED_BYTES) {
                return; // the JDK's server closes the connection
            }
        }
    }

    /**
     * Refuses new requests with status 503, waits for those that are being answered, at most the time of a request, and stops.
     * Closing again has no effect.
     */
    @Override
    public void close() {
        stopping = true;
        long deadline = System.nanoTime() + limits.time().toNanos();
        boolean interrupted = false;
        while (active.get() > 0 && System.nanoTime() < deadline && !interrupted) {
            try {
                Thread.sleep(POLL.toMillis());
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        server.stop(0);
        threads.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
