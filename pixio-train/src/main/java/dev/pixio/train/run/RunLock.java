package dev.pixio.train.run;

import dev.pixio.io.LockedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

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

    /** Whether a process trains in a run folder now, this one or another. */
    public static boolean isHeld(RunFolder folder) throws IOException {
        if (!Files.exists(folder.lock())) {
            return false;
        }
        Optional<LockedFile> file = LockedFile.open(folder.lock());
        if (file.isPresent()) {
            file.get().close();
        }
        return file.isEmpty();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
