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
 * An open file that no other process or thread can open with this class until it is closed. The system also releases the lock
 * when the process ends or is killed.
 *
 * <p>A POSIX lock belongs to the process, and closing any channel on a file releases the locks that the process has on it
 * (fcntl(2)). Therefore a set of the locked paths is checked first, and a file that this process has locked is not
 * opened again. Code that needs the content of a locked file must use {@link #channel}.
 */
public final class LockedFile implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LockedFile.class);

    private static final Set<Path> LOCKED = new HashSet<>();
    private static final Set<Path> WITHOUT_LOCKS = new HashSet<>();

    private final Path realPath;
    private final FileChannel channel;
    private boolean locked = true;

    /** Locks an open file with the operating system. */
    interface SystemLock {

        /** Empty if another process has the lock. */
        Optional<FileLock> tryLock(FileChannel channel) throws IOException;
    }

    private LockedFile(Path realPath, FileChannel channel) {
        this.realPath = realPath;
        this.channel = channel;
    }

    /**
     * Opens and locks a file, which is created if it does not exist.
     *
     * @return empty if it is already locked, by this process or another
     */
    public static Optional<LockedFile> create(Path path) throws IOException {
        return lock(path, List.of(StandardOpenOption.CREATE), LockedFile::tryLock);
    }

    /**
     * Opens and locks a file that exists.
     *
     * @return empty if it is already locked, by this process or another
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

    /** The path without symbolic links; also for a file that does not exist. */
    private static Path realPath(Path path) throws IOException {
        if (Files.exists(path)) {
            return path.toRealPath();
        }
        Path absolute = path.toAbsolutePath();
        return absolute.resolveSibling("").toRealPath().resolve(absolute.getFileName());
    }

    /** Whether this process now has the lock. Also true if the file system has no locks, so that it can be used. */
    private static boolean isLocked(Path realPath, FileChannel channel, SystemLock system) {
        try {
            return system.tryLock(channel).isPresent();
        } catch (IOException | UnsupportedOperationException e) {
            if (WITHOUT_LOCKS.add(realPath)) {
                LOG.warn(
                        "cannot lock {}: {}. This file system has no locks, so a second process could write to the same"
                                + " files",
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

    /** The open file, for reading and writing; only {@link #close} closes it. */
    public FileChannel channel() {
        return channel;
    }

    /** Closes the file, which releases its lock. */
    @Override
    public void close() throws IOException {
        synchronized (LOCKED) {
            if (locked) {
                locked = false; // a second close must not release a lock that was taken since
                LOCKED.remove(realPath);
                channel.close();
            }
        }
    }
}
