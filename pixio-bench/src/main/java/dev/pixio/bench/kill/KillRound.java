package dev.pixio.bench.kill;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Kills the processes of a command at random moments until one finishes, and collects what is wrong. */
final class KillRound {

    /** After so many kills the command may finish. */
    private static final int MOST_KILLS = 12;

    /** A kill waits for a moment of writing, and then up to this time. */
    private static final int BUSY_MICROS = 8000;

    private final KilledCommand command;
    private long lifeNanos;
    private final SplittableRandom random;
    private final List<String> problems = new ArrayList<>();
    private int kills;

    /**
     * Creates a round.
     *
     * @param lifeNanos estimated duration of an undisturbed process
     */
    KillRound(KilledCommand command, long lifeNanos, SplittableRandom random) {
        this.command = command;
        this.lifeNanos = lifeNanos;
        this.random = random;
    }

    /** Runs until the command has finished or something is wrong. */
    void run() throws IOException, InterruptedException {
        while (problems.isEmpty()) {
            ChildProcess child = command.start(random);
            boolean killed = kills < MOST_KILLS && isKilled(child);
            int code = killed ? 0 : child.await();
            if (child.showsInternals()) {
                problems.add("a process printed a stack trace: " + child.lastLine());
            } else if (killed) {
                kills++;
                problems.addAll(command.problemsAfterKill());
                kills += command.between(random);
            } else if (code == 0) {
                lifeNanos = Math.min(lifeNanos, System.nanoTime() - child.started());
                problems.addAll(command.problemsAtEnd());
                return;
            } else if (!command.mayFail(child)) {
                problems.add("a process ended with exit code " + code + ": " + child.lastLine());
            }
        }
    }

    /** Half of the kills are at any moment of the life of a process, half while it writes. */
    private boolean isKilled(ChildProcess child) throws IOException, InterruptedException {
        boolean alive = random.nextBoolean()
                ? child.survives(random.nextLong(lifeNanos))
                : child.survives(random.nextLong(lifeNanos / 2)) && child.survivesUntil(command::isBusy);
        if (!alive) {
            return false;
        }
        child.survives(System.nanoTime() - child.started() + random.nextLong(BUSY_MICROS) * 1000);
        return command.kill(child, random);
    }

    /** The shortest duration so far, which is the estimate for the next round: a busy machine at the start is no measure. */
    long lifeNanos() {
        return lifeNanos;
    }

    int kills() {
        return kills;
    }

    String killed() {
        return command.killed();
    }

    List<String> problems() {
        return List.copyOf(problems);
    }
}
