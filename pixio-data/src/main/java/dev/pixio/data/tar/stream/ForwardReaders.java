package dev.pixio.data.tar.stream;

import com.github.luben.zstd.ZstdIOException;
import dev.pixio.data.forward.Chunk;
import dev.pixio.data.forward.Reasons;
import dev.pixio.data.remote.RemoteException;
import dev.pixio.image.format.ImageFormat;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.io.FailureReason;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Open archives, each at a position from which it is read on. A reader whose position is before the next image is used again. Thread-safe. */
final class ForwardReaders implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ForwardReaders.class);

    /** More than lanes, so that each lane keeps its archive open. */
    private static final int MOST_OPEN = 32;

    private final ArchiveImages set;
    private final long maxBytes;

    /** Readers that nobody uses, from the one that was not used for longest. Guarded by this. */
    private final List<Reader> idle = new ArrayList<>();

    private boolean closed;

    private record Reader(int archive, ByteFeed feed) {}

    ForwardReaders(ArchiveImages set, long maxBytes) {
        this.set = set;
        this.maxBytes = maxBytes;
    }

    /**
     * Reads images that follow each other; those that are cut off or damaged have their reason in the chunk.
     *
     * @throws UncheckedIOException in one line: the archive is not reached or there is no temporary file, which says nothing of the images
     */
    Chunk read(int archive, int first, int count) {
        Chunk chunk = Chunk.temporary();
        @Nullable Reader reader = null;
        boolean complete = false;
        try {
            reader = reader(archive, set.offset(archive, first));
            for (int i = 0; i < count; i++) {
                add(chunk, reader.feed, archive, first + i);
            }
            complete = true;
            giveBack(reader);
        } catch (EOFException | ZipException | ZstdIOException e) {
            LOG.debug("{} at image {}", set.location(archive), first + chunk.size(), e);
            String reason =
                    e instanceof EOFException ? Reasons.CUT_OFF : "the archive is damaged: " + FailureReason.of(e);
            while (chunk.size() < count) {
                chunk.addUnreadable(reason);
            }
            complete = true;
            close(reader);
        } catch (RemoteException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        } catch (IOException e) {
            throw unchecked(set.location(archive) + " cannot be read: " + FailureReason.of(e), e);
        } finally {
            if (!complete) {
                close(reader);
                chunk.close();
            }
        }
        return chunk;
    }

    /** With a message in one line, also of its cause. */
    private static UncheckedIOException unchecked(String message, IOException cause) {
        return new UncheckedIOException(message, new IOException(message, cause));
    }

    private void add(Chunk chunk, ByteFeed feed, int archive, int image) throws IOException {
        feed.skip(set.offset(archive, image) - feed.position());
        long size = set.bytes(archive, image);
        if (size > maxBytes) {
            chunk.addUnreadable(Reasons.tooLarge(size, maxBytes));
            return;
        }
        byte[] start = new byte[(int) Math.min(size, ImageFormat.PROBE_BYTES)];
        int read = feed.read(start, start.length);
        try {
            ImageFormat.of(ByteBuffer.wrap(start, 0, read)); // before memory is allocated
        } catch (ImageReadException e) {
            chunk.addUnreadable(e.reason());
            return;
        }
        byte[] bytes = new byte[(int) size];
        System.arraycopy(start, 0, bytes, 0, read);
        if (read < start.length || feed.read(bytes, read, bytes.length - read) < bytes.length - read) {
            throw new EOFException(Reasons.CUT_OFF);
        }
        chunk.add(bytes);
    }

    /** The reader of an archive that is closest before a position, or a new one. */
    private Reader reader(int archive, long position) throws IOException {
        synchronized (this) {
            int best = -1;
            for (int i = 0; i < idle.size(); i++) {
                Reader candidate = idle.get(i);
                if (candidate.archive == archive
                        && candidate.feed.position() <= position
                        && (best < 0
                                || candidate.feed.position()
                                        > idle.get(best).feed.position())) {
                    best = i;
                }
            }
            if (best >= 0) {
                return idle.remove(best);
            }
        }
        return new Reader(archive, set.open(archive, position));
    }

    private void giveBack(Reader reader) {
        @Nullable Reader surplus = null;
        synchronized (this) {
            idle.add(reader);
            if (closed || idle.size() > MOST_OPEN) {
                surplus = idle.remove(0);
            }
        }
        close(surplus);
    }

    private static void close(@Nullable Reader reader) {
        if (reader == null) {
            return;
        }
        try {
            reader.feed.close();
        } catch (IOException e) {
            LOG.debug("closing an archive failed", e);
        }
    }

    @Override
    public void close() {
        List<Reader> open;
        synchronized (this) {
            closed = true;
            open = new ArrayList<>(idle);
            idle.clear();
        }
        open.forEach(ForwardReaders::close);
    }
}
