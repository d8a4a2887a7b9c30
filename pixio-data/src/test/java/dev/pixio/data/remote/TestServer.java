package dev.pixio.data.remote;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A web server that cuts connections, sends parts or not, and counts what it is asked for. */
public final class TestServer implements AutoCloseable {

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");

    private final HttpServer server;
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();

    /** Bytes after which a connection is cut; 0 for none. */
    private volatile int cutAfter;

    /** How often connections are cut. */
    private final AtomicInteger cuts = new AtomicInteger();

    private volatile boolean parts = true;

    /** What is added to the length that the server declares. */
    private volatile int wrongLength;

    /** The code of every answer; 0 for that of the file. */
    private volatile int code;

    private volatile boolean versions = true;

    private volatile String version = "";

    private final Map<String, String> redirections = new ConcurrentHashMap<>();

    private final AtomicInteger requests = new AtomicInteger();

    public TestServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "test-server");
            thread.setDaemon(true);
            return thread;
        }));
        server.start();
    }

    public String address(String name) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + name;
    }

    public TestServer with(String name, byte... content) {
        files.put("/" + name, content);
        return this;
    }

    public TestServer cutting(int after, int times) {
        cutAfter = after;
        cuts.set(times);
        return this;
    }

    public TestServer withoutParts() {
        parts = false;
        return this;
    }

    public TestServer declaring(int more) {
        wrongLength = more;
        return this;
    }

    public TestServer answering(int always) {
        code = always;
        return this;
    }

    public TestServer withoutVersions() {
        versions = false;
        return this;
    }

    public TestServer changed() {
        version = "changed-";
        return this;
    }

    public TestServer redirecting(String name, String location) {
        redirections.put("/" + name, location);
        return this;
    }

    public int requests() {
        return requests.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        String location = redirections.get(exchange.getRequestURI().getPath());
        if (code != 0 || location != null) {
            if (location != null) {
                exchange.getResponseHeaders().set("Location", location);
            }
            exchange.sendResponseHeaders(location == null ? code : 302, -1);
            exchange.close();
            return;
        }
        byte[] content = files.get(exchange.getRequestURI().getPath());
        if (content == null) {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
            return;
        }
        String range = exchange.getRequestHeaders().getFirst("Range");
        Matcher matcher = RANGE.matcher(range == null ? "" : range);
        boolean part = parts && matcher.matches();
        int from = part ? Integer.parseInt(matcher.group(1)) : 0;
        int end = part && !matcher.group(2).isEmpty()
                ? Math.min(content.length, Integer.parseInt(matcher.group(2)) + 1)
                : content.length;
        if (part) {
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + from + "-" + (end - 1) + "/" + content.length);
        }
        if (versions) {
            exchange.getResponseHeaders().set("ETag", "\"" + version + content.length + "\"");
        }
        exchange.sendResponseHeaders(part ? 206 : 200, end - from + wrongLength);
        int until = end;
        if (cutAfter > 0 && end - from > cutAfter && cuts.getAndDecrement() > 0) {
            until = from + cutAfter;
        }
        OutputStream out = exchange.getResponseBody();
        out.write(content, from, until - from);
        out.flush();
        if (until < end + wrongLength) {
            throw new IOException("cut"); // after which the server closes the connection
        }
        out.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
