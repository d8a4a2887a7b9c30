package dev.pixio.train.run;

import dev.pixio.io.LockedFile;
import java.io.IOException;

/** Keeps a second process from training in the same folder. The system releases it when the process ends, in whatever way. */
public final class RunLock implements AutoCloseable {

    private final LockedFile file;

    private RunLock(LockedFile file) {
        this.file = file;
    }

    /**
     * Takes the lock of a run's folder.
     *
     * @throws TrainingException if it is taken, by another process or by this one
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
