package dev.pixio.data.remote;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bytes of a file on a server, over as many connections as it takes. Used by one thread. */
final class ResumingStream extends InputStream {

    private static final Logger LOG = LoggerFactory.getLogger(ResumingStream.class);

    private RemoteFile file;
    private final long end; // position after the last byte that is wanted; -1 for all
    private long position;
    private RemoteFile.@Nullable Connection connection;
    private long connected; // position at which it was opened
    private boolean reached; // the server has answered, now or before
    private int failures;

    ResumingStream(RemoteFile file, long position) throws IOException {
        this(file, position, -1);
    }

    /** @param end position after the last byte; -1 for that of the file */
    ResumingStream(RemoteFile file, long position, long end) throws IOException {
        this.file = file;
        this.position = position;
        this.end = end;
        this.reached = file.length() >= 0 || !file.version().isEmpty();
        if (file.length() < 0 || position < file.length()) {
            connected();
        }
    }

    /** The file with what the server said of it. */
    RemoteFile file() {
        return file;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        while (length > 0 && (limit() < 0 || position < limit())) {
            try {
                int most = limit() < 0 ? length : (int) Math.min(length, limit() - position);
                int read = connected().bytes().read(bytes, offset, most);
                if (read > 0) {
                    position += read;
                    failures = 0;
                    return read;
                }
                if (file.length() < 0) {
                    return -1; // the server does not say where the end is
                }
                throw new IOException("the connection ended after " + position + " of " + limit() + " bytes");
            } catch (IOException e) {
                if (e instanceof RemoteException || Thread.currentThread().isInterrupted()) {
                    throw e; // it was tried often enough
                }
                failed(e);
            }
        }
        return length == 0 ? 0 : -1;
    }

    /** Position after the last byte; -1 if the server does not say where the end is. */
    private long limit() {
        return end < 0 ? file.length() : end;
    }

    /** The open connection, or a new one. */
    private RemoteFile.Connection connected() throws IOException {
        while (connection == null) {
            try {
                RemoteFile.Connection opened = file.connect(position, end);
                connection = opened;
                connected = position;
                if (reached && !opened.file().equals(file)) {
                    throw new RefusedFile("it is another file now: it changed while it was read");
                }
                file = opened.file();
                reached = true;
            } catch (IOException e) {
                failed(e);
            }
        }
        return connection;
    }

    /** Closes the connection and waits; fails if that was tried often enough. */
    private void failed(IOException reason) throws IOException {
        disconnect();
        failures++;
        int attempts = reached ? Retries.ATTEMPTS : Retries.FIRST_CONTACT;
        if (failures >= attempts || reason instanceof RefusedException || reason instanceof RefusedFile) {
            throw new RemoteException(file.address() + " cannot be read: " + Retries.reason(reason), reason);
        }
        if (failures == Retries.FIRST_CONTACT) {
            LOG.warn("{} is not read: {}; it is tried again for some minutes", file.address(), Retries.reason(reason));
        }
        LOG.debug("{} is read again from byte {}", file.address(), position, reason);
        try {
            Retries.await(failures);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    /** The file on the server is not the one that was read before. */
    private static final class RefusedFile extends IOException {

        private static final long serialVersionUID = 1;

        RefusedFile(String message) {
            super(message);
        }
    }

    private void disconnect() {
        if (connection != null) {
            connection.http().disconnect(); // without reading the rest
            connection = null;
        }
    }

    /** A part that was read to its end leaves the connection to the next one. */
    @Override
    public void close() throws IOException {
        if (connection != null && position == end && connection.http().getContentLengthLong() == end - connected) {
            connection.bytes().close();
            connection = null;
        }
        disconnect();
    }
}
