package dev.pixio.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open file that no other process or thread can open by this class until it is closed. The system releases the lock when
 * the process ends, in whatever way.
 *
 * <p>A POSIX lock belongs to the process, and closing any channel on a file releases the locks that the process has on it
 * (fcntl(2)). So a file that this process has locked is never opened a second time here: the locked paths are kept in a set,
 * which is consulted first. Who needs the content of a locked file uses {@link #channel}.
 */
public final class LockedFile implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LockedFile.class);

    private static final Set<Path> LOCKED = new HashSet<>();
    private static final Set<Path> WITHOUT_LOCKS = new HashSet<>();

    private final Path realPath;
    private final FileChannel channel;
    private boolean locked = true;

    /** Asks the system for the lock of an open file. */
    interface SystemLock {

        /** Nothing if another process has it. */
        Optional<FileLock> tryLock(FileChannel channel) throws IOException;
    }

    private LockedFile(Path realPath, FileChannel channel) {
        this.realPath = realPath;
        this.channel = channel;
    }

    /**
     * Opens and locks a file, which is created if it does not exist.
     *
     * @return nothing if it is locked already, by this process or another
     */
    public static Optional<LockedFile> create(Path path) throws IOException {
        return lock(path, List.of(StandardOpenOption.CREATE), LockedFile::tryLock);
    }

    /**
     * Opens and locks a file that exists.
     *
     * @return nothing if it is locked already, by this process or another
     */
    public static Optional<LockedFile> open(Path path) throws IOException {
        return lock(path, List.of(), LockedFile::tryLock);
    }

    static Optional<LockedFile> lock(Path path, List<StandardOpenOption> more, SystemLock system) throws IOException {
        Set<StandardOpenOption> options = new HashSet<>(more);
        options.addAll(List.of(StandardOpenOption.READ, StandardOpenOption.WRITE));
        synchronized (LOCKED) {
            Path realPath = realPath(path);
            if (LOCKED.contains(realPath)) {
                return Optional.empty();
            }
            FileChannel channel = FileChannel.open(path, options);
            if (!isLocked(realPath, channel, system)) {
                channel.close();
                return Optional.empty();
            }
            LOCKED.add(realPath);
            return Optional.of(new LockedFile(realPath, channel));
        }
    }

    /** The same for all names of a file, whether it exists or not. */
    private static Path realPath(Path path) throws IOException {
        if (Files.exists(path)) {
            return path.toRealPath();
        }
        Path absolute = path.toAbsolutePath();
        return absolute.resolveSibling("").toRealPath().resolve(absolute.getFileName());
    }

    /** Whether the lock is ours; also true where the file system has no locks, since a run must be possible there, too. */
    private static boolean isLocked(Path realPath, FileChannel channel, SystemLock system) {
        try {
            return system.tryLock(channel).isPresent();
        } catch (IOException | UnsupportedOperationException e) {
            if (WITHOUT_LOCKS.add(realPath)) {
                LOG.warn(
                        "cannot lock {}: {}. Without locks on this file system, nothing keeps a second process from"
                                + " writing to the same files",
                        realPath,
                        e.getMessage());
            }
            return true;
        }
    }

    private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException e) {
            return Optional.empty(); // other code of this process has locked it
        }
    }

    /** The open file, to read and to write; closed by {@link #close} and by nobody else. */
    public FileChannel channel() {
        return channel;
    }

    /** Closes the file, which releases its lock. */
    @Override
    public void close() throws IOException {
        synchronized (LOCKED) {
            if (locked) {
                locked = false; // a second close must not release somebody else's lock
                LOCKED.remove(realPath);
                channel.close();
            }
        }
    }
}
