package dev.pixio.data.tar;

import com.github.luben.zstd.ZstdInputStream;
import dev.pixio.data.ImageSource;
import dev.pixio.data.remote.RemoteFile;
import dev.pixio.data.tar.stream.ByteFeed;
import dev.pixio.data.tar.stream.StreamFeed;
import dev.pixio.io.FailureReason;
import dev.pixio.io.RealPath;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * A tar archive, on disk or on a web server, plain or compressed by gzip or zstd, which its first bytes tell.
 *
 * @param location a path or an address
 * @param remote what the server said of it; empty for a file on disk
 * @param compressed whether it is compressed
 */
record Archive(String location, Optional<RemoteFile> remote, boolean compressed) {

    private static final int BUFFER = 1 << 16;

    /** @throws IOException in one line: it does not exist or cannot be opened */
    static Archive of(String location) throws IOException {
        Optional<RemoteFile> remote =
                RemoteFile.isAddress(location) ? Optional.of(RemoteFile.of(location)) : Optional.empty();
        Archive plain = new Archive(location, remote, false);
        if (remote.isEmpty() && !Files.isRegularFile(Path.of(location))) {
            throw new IOException(
                    Files.exists(Path.of(location)) ? location + " is no file" : "no such file: " + location);
        }
        try (InputStream in = plain.stored(0)) {
            byte[] start = in.readNBytes(4);
            return new Archive(location, remote, isGzip(start) || isZstd(start));
        } catch (IOException e) {
            throw remote.isPresent() ? e : new IOException(location + " cannot be read: " + FailureReason.of(e), e);
        }
    }

    private static boolean isGzip(byte[] start) {
        return start.length >= 2 && (start[0] & 0xff) == 0x1f && (start[1] & 0xff) == 0x8b;
    }

    private static boolean isZstd(byte[] start) {
        return start.length >= 4
                && (start[0] & 0xff) == 0x28
                && (start[1] & 0xff) == 0xb5
                && start[2] == 0x2f
                && (start[3] & 0xff) == 0xfd;
    }

    /** Whether any place in it can be read at once. */
    boolean isDirect() {
        return remote.isEmpty() && !compressed;
    }

    /** The part of the location after its folder. */
    String fileName() {
        String path = location.replaceFirst("[?#].*", "");
        return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    }

    /** Whether a change of the archive changes its identity: some servers say neither when a file changed nor give it a tag. */
    boolean isIdentified() {
        return remote.isEmpty() || !remote.get().version().isEmpty();
    }

    /** The address, or the path with links resolved, if it is still there. */
    String place() {
        return remote.isPresent() ? location : RealPath.of(Path.of(location)).toString();
    }

    /** Size and time of change, or what the server stated. */
    Optional<ImageSource.Stamp> stamp() {
        return remote.isPresent()
                ? ImageSource.Stamp.of(remote.get().length(), remote.get().version())
                : ImageSource.Stamp.of(Path.of(location));
    }

    /** Changes if the archive is another one. */
    String identity() throws IOException {
        if (remote.isPresent()) {
            return location + "\n" + remote.get().length() + "\n" + remote.get().version();
        }
        Path path = Path.of(location);
        return path.toRealPath() + "\n" + Files.size(path) + "\n" + Files.getLastModifiedTime(path);
    }

    /** All bytes, from the first, without compression. */
    ByteFeed feed() throws IOException {
        return isDirect() ? new FileFeed(Path.of(location)) : feedAt(0);
    }

    /** The bytes from a position on, without compression; what is compressed is read from its start. */
    ByteFeed feedAt(long position) throws IOException {
        if (!compressed) {
            return new StreamFeed(stored(position), position);
        }
        InputStream stored = stored(0);
        try {
            StreamFeed feed = new StreamFeed(uncompressed(stored), 0);
            feed.skip(position);
            return feed;
        } catch (IOException | RuntimeException e) {
            stored.close();
            throw e;
        }
    }

    private static InputStream uncompressed(InputStream stored) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(stored, BUFFER);
        buffered.mark(2);
        boolean gzip = isGzip(buffered.readNBytes(2));
        buffered.reset();
        return new CutOffStream(gzip ? new GZIPInputStream(buffered, BUFFER) : new ZstdInputStream(buffered));
    }

    /** The bytes as they are stored. */
    private InputStream stored(long position) throws IOException {
        if (remote.isPresent()) {
            return remote.get().open(position);
        }
        InputStream in = Files.newInputStream(Path.of(location));
        in.skipNBytes(position);
        return in;
    }
}
