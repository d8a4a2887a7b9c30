package dev.pixio.data.remote;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A file on a web server.
 *
 * @param address begins with {@code http://} or {@code https://}
 * @param length in bytes; -1 if the server does not give it
 * @param version the server's ETag or time of modification, empty if it gives neither
 */
public record RemoteFile(String address, long length, String version) {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private static final int TOO_MANY_REQUESTS = 429;

    private static final Set<Integer> REDIRECTIONS = Set.of(301, 302, 303, 307, 308);

    private static final int MOST_REDIRECTIONS = 10;

    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");

    /** Whether a text is the address of a file on a web server. */
    public static boolean isAddress(String text) {
        return text.startsWith("http://") || text.startsWith("https://");
    }

    /**
     * Asks for a file, as often as for a part of it.
     *
     * @throws IOException in one line, with the address: there is no such file, or the server does not answer
     */
    public static RemoteFile of(String address) throws IOException {
        try (ResumingStream opened = new ResumingStream(new RemoteFile(address, -1, ""), 0)) {
            return opened.file();
        }
    }

    /**
     * Opens the file. A connection that is cut is opened again and continues.
     *
     * @param position of the first byte
     * @throws IOException in one line, with the address
     */
    public InputStream open(long position) throws IOException {
        return new ResumingStream(this, position);
    }

    /**
     * Asks for a file of which parts are read.
     *
     * @throws IOException in one line, with the address: there is no such file, or the server does not answer, or sends no parts
     */
    public static RemoteFile inParts(String address) throws IOException {
        try (ResumingStream opened = new ResumingStream(new RemoteFile(address, -1, ""), 0, 1)) {
            return opened.file();
        }
    }

    /**
     * Opens a part of the file. A connection that is cut is opened again and continues.
     *
     * @param start position of the first byte
     * @param end position after the last byte, more than {@code start} and at most the length
     * @throws IOException in one line, with the address: as {@link #open}, or the server sends no parts
     */
    public InputStream open(long start, long end) throws IOException {
        return new ResumingStream(this, start, end);
    }

    /**
     * Reads a small file that need not be there, in one attempt.
     *
     * @param timeout of the connection, and of each wait for bytes
     * @param most bytes
     * @throws IOException if there is no such file, the server does not answer in time, or it has more bytes
     */
    public static byte[] readOnce(String address, Duration timeout, int most) throws IOException {
        Connection opened = new RemoteFile(address, -1, "").connect(0, -1, timeout);
        try (InputStream in = opened.bytes()) {
            byte[] bytes = in.readNBytes(most);
            if (bytes.length == most && in.read() >= 0) {
                throw new IOException(address + " has more than " + most + " bytes");
            }
            return bytes;
        } finally {
            opened.http().disconnect();
        }
    }

    /** An open connection. */
    record Connection(RemoteFile file, InputStream bytes, HttpURLConnection http) {}

    /**
     * Opens a connection once.
     *
     * @param end position after the last byte that is wanted; -1 for all
     */
    Connection connect(long position, long end) throws IOException {
        return connect(position, end, TIMEOUT);
    }

    private Connection connect(long position, long end, Duration timeout) throws IOException {
        HttpURLConnection http = answered(position, end, timeout);
        int code = http.getResponseCode();
        if (code != HttpURLConnection.HTTP_OK && code != HttpURLConnection.HTTP_PARTIAL) {
            http.disconnect();
            throw code >= 500 || code == HttpURLConnection.HTTP_CLIENT_TIMEOUT || code == TOO_MANY_REQUESTS
                    ? new IOException("the server answers " + code)
                    : new RefusedException(code);
        }
        boolean partial = code == HttpURLConnection.HTTP_PARTIAL;
        if (end >= 0) {
            requirePart(http, partial);
        }
        if (partial
                && !Objects.toString(http.getHeaderField("Content-Range"), "").startsWith("bytes " + position + "-")) {
            http.disconnect();
            throw new IOException("the server sent another part than the one that was asked for");
        }
        long rest = http.getContentLengthLong();
        long whole = partial ? total(http.getHeaderField("Content-Range"), position, rest) : rest;
        String etag = http.getHeaderField("ETag");
        String now = etag == null ? Objects.toString(http.getHeaderField("Last-Modified"), "") : etag;
        InputStream bytes = http.getInputStream();
        if (!partial) {
            bytes.skipNBytes(position); // the server does not send parts
        }
        return new Connection(new RemoteFile(address, whole, now), bytes, http);
    }

    private static void requirePart(HttpURLConnection http, boolean partial) throws RefusedException {
        String range = Objects.toString(http.getHeaderField("Content-Range"), "");
        if (!partial || !DIGITS.matcher(wholeSize(range)).matches()) {
            http.disconnect();
            throw new RefusedException("the server does not send parts of files"
                    + (partial ? " with the size of the whole" : "") + ", which this format needs: download it");
        }
    }

    private static String wholeSize(String range) {
        return range.substring(range.indexOf('/') + 1).strip();
    }

    /** The size of the whole file: after the slash of {@code bytes 5-9/10}, or as far as the rest goes. */
    private static long total(String range, long position, long rest) {
        String total = wholeSize(range);
        return DIGITS.matcher(total).matches() ? Long.parseLong(total) : rest < 0 ? -1 : position + rest;
    }

    /** The answer after all redirections. */
    private HttpURLConnection answered(long position, long end, Duration timeout) throws IOException {
        URI at = uri(address);
        for (int hops = 0; hops <= MOST_REDIRECTIONS; hops++) {
            HttpURLConnection http = (HttpURLConnection) at.toURL().openConnection();
            http.setInstanceFollowRedirects(false);
            http.setConnectTimeout((int) timeout.toMillis());
            http.setReadTimeout((int) timeout.toMillis());
            http.setRequestProperty("Accept-Encoding", "identity");
            if (position > 0 || end >= 0) {
                http.setRequestProperty("Range", "bytes=" + position + "-" + (end < 0 ? "" : end - 1));
            }
            String location = http.getHeaderField("Location");
            if (!REDIRECTIONS.contains(http.getResponseCode()) || location == null) {
                return http;
            }
            http.disconnect();
            URI next = at.resolve(uri(location));
            if (!isAddress(next.toString()) || (isSecure(at) && !isSecure(next))) {
                throw new RefusedException("the server redirects to " + next + ", which is not followed");
            }
            at = next;
        }
        throw new RefusedException("the server redirects more than " + MOST_REDIRECTIONS + " times");
    }

    private static boolean isSecure(URI uri) {
        return "https".equalsIgnoreCase(uri.getScheme());
    }

    private static URI uri(String text) throws RefusedException {
        try {
            URI uri = new URI(text);
            if (isAddress(text) && uri.getHost() == null) {
                throw new RefusedException("not a valid address: it names no server");
            }
            return uri;
        } catch (URISyntaxException e) {
            throw new RefusedException("not a valid address: " + e.getReason());
        }
    }
}
