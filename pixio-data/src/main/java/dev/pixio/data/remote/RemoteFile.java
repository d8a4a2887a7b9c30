package dev.pixio.data.remote;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Objects;

/**
 * A file on a web server.
 *
 * @param address begins with {@code http://} or {@code https://}
 * @param length in bytes; -1 if the server does not give it
 * @param version the server's ETag or time of modification, empty if it gives neither
 */
public record RemoteFile(String address, long length, String version) {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

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

    /** An open connection. */
    record Connection(RemoteFile file, InputStream bytes, HttpURLConnection http) {}

    /** Opens a connection once. */
    Connection connect(long position) throws IOException {
        HttpURLConnection http = (HttpURLConnection) uri().toURL().openConnection();
        http.setConnectTimeout((int) TIMEOUT.toMillis());
        http.setReadTimeout((int) TIMEOUT.toMillis());
        http.setRequestProperty("Accept-Encoding", "identity");
        if (position > 0) {
            http.setRequestProperty("Range", "bytes=" + position + "-");
        }
        int code = http.getResponseCode();
        if (code != HttpURLConnection.HTTP_OK && code != HttpURLConnection.HTTP_PARTIAL) {
            http.disconnect();
            throw code >= 500 ? new IOException("the server answers " + code) : new RefusedException(code);
        }
        boolean partial = code == HttpURLConnection.HTTP_PARTIAL;
        if (partial
                && !Objects.toString(http.getHeaderField("Content-Range"), "").startsWith("bytes " + position + "-")) {
            http.disconnect();
            throw new IOException("the server sent another part than the one that was asked for");
        }
        long rest = http.getContentLengthLong();
        long whole = rest < 0 ? -1 : partial ? position + rest : rest;
        String etag = http.getHeaderField("ETag");
        String now = etag == null ? Objects.toString(http.getHeaderField("Last-Modified"), "") : etag;
        InputStream bytes = http.getInputStream();
        if (!partial) {
            bytes.skipNBytes(position); // the server does not send parts
        }
        return new Connection(new RemoteFile(address, whole, now), bytes, http);
    }

    private URI uri() throws RefusedException {
        try {
            return new URI(address);
        } catch (URISyntaxException e) {
            throw new RefusedException(e.getReason());
        }
    }
}
