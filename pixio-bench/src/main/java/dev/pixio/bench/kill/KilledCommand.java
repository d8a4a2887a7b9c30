package dev.pixio.bench.kill;

import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;

/** One piece of work, whose process is killed and started again until it finishes. */
interface KilledCommand {

    /** Starts or continues the work. */
    ChildProcess start(SplittableRandom random) throws IOException, InterruptedException;

    /** Kills it, or a process of it; whether it was the kill that ended that process. */
    default boolean kill(ChildProcess child, SplittableRandom random) throws IOException, InterruptedException {
        return child.kill();
    }

    /** Which processes were killed, if it has several; empty if not. */
    default String killed() {
        return "";
    }

    /** Whether files are being written or replaced now: a moment at which a kill finds the most. */
    boolean isBusy();

    /** Whether a process may end so without a kill: it failed, as it must, in one line. */
    default boolean mayFail(ChildProcess ended) throws IOException {
        return false;
    }

    /**
     * Work between a kill and the next start, such as another command that may be killed too.
     *
     * @return the number of further kills
     */
    default int between(SplittableRandom random) throws IOException, InterruptedException {
        return 0;
    }

    /** What is wrong after a kill; empty if all is as it should be. */
    List<String> problemsAfterKill() throws IOException;

    /** What is wrong when the work is finished; empty if the result is that of an undisturbed process. */
    List<String> problemsAtEnd() throws IOException, InterruptedException;
}
