package dev.pixio.spark;

import dev.pixio.train.run.RunFolder;
import dev.pixio.train.run.RunLock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The processes of an earlier attempt at a training. One whose executor was killed ends by itself, after its step and with a
 * checkpoint, and until then it holds the lock of the run.
 */
final class EarlierAttempt {

    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final long POLL_MILLIS = 200;

    private EarlierAttempt() {}

    /**
     * Waits until no process trains in the folder of a run. After five minutes it returns all the same, and the new process
     * reports that another one trains there.
     *
     * @param pretrain options with {@code --out} or {@code --resume}
     * @param stopped ends the wait
     */
    static void awaitEnd(List<String> pretrain, BooleanSupplier stopped) throws IOException, InterruptedException {
        Optional<Path> run = value(pretrain, "--out").or(() -> value(pretrain, "--resume"));
        if (run.isEmpty() || !RunFolder.isRun(run.get())) {
            return;
        }
        RunFolder folder = RunFolder.open(run.get());
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (RunLock.isHeld(folder) && !stopped.getAsBoolean() && System.nanoTime() < deadline) {
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** The last value of an option, as {@code --option value} or {@code --option=value}. */
    private static Optional<Path> value(List<String> arguments, String option) {
        Optional<Path> value = Optional.empty();
        for (int i = 0; i < arguments.size(); i++) {
            String text = arguments.get(i);
            if (text.startsWith(option + "=")) {
                value = Optional.of(Path.of(text.substring(option.length() + 1)));
            } else if (text.equals(option)
                    && i + 1 < arguments.size()
                    && !arguments.get(i + 1).startsWith("--")) {
                value = Optional.of(Path.of(arguments.get(i + 1)));
            }
        }
        return value;
    }
}
