package dev.pixio.bench.kill;

import java.io.IOException;
import java.nio.file.Path;

/** A kind of work to be killed. */
interface KillScenario {

    String name();

    /** A reason why this machine cannot run it; empty if it can. */
    default String obstacle() {
        return "";
    }

    /**
     * Runs it once without a kill.
     *
     * @param folder for its result, which exists
     * @return the duration of the process, in nanoseconds
     */
    long prepare(Path folder) throws IOException, InterruptedException;

    /**
     * The work in an empty folder.
     *
     * @param folder for its files, which exists
     * @param reference the folder of {@link #prepare}
     */
    KilledCommand begin(Path folder, Path reference) throws IOException, InterruptedException;

    /** Frees what {@link #begin} took, such as a disk. */
    default void end(Path folder) throws InterruptedException {}
}
