package dev.pixio.train;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a second process from training in the same folder. The system lets go of it when the process dies, however it does. */
public final class RunLock implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RunLock.class);

    private final FileChannel file;

    private RunLock(FileChannel file) {
        this.file = file;
    }

    /**
     * Takes it.
     *
     * @throws TrainingException if somebody has it
     */
    public static RunLock of(RunFolder folder) throws IOException {
        FileChannel file = FileChannel.open(folder.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (!isTaken(file)) {
                return new RunLock(file);
            }
        } catch (IOException e) {
            LOG.debug("this file system has no locks", e);
            return new RunLock(file);
        }
        file.close();
        throw new TrainingException("another process is training in " + folder.path());
    }

    private static boolean isTaken(FileChannel file) throws IOException {
        try {
            @Nullable FileLock lock = file.tryLock(); // held until the channel is closed
            return lock == null;
        } catch (OverlappingFileLockException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
