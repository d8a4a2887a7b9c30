package dev.pixio.train.run;

import dev.pixio.io.LockedFile;
import java.io.IOException;

/**
 * Prevents a second process from training in the same folder. The operating system releases it when the process ends.
 */
public final class RunLock implements AutoCloseable {

    private final LockedFile file;

    private RunLock(LockedFile file) {
        this.file = file;
    }

    /**
     * Acquires the lock of a run folder.
     *
     * @throws TrainingException if it is held, by another process or by this one
     */
    public static RunLock of(RunFolder folder) throws IOException {
        return new RunLock(LockedFile.create(folder.lock())
                .orElseThrow(() -> new TrainingException("another process is training in " + folder.path())));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
