package dev.pixio.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * The dispositions of HUP, INT and TERM of a child process. A process inherits which signals are ignored: {@code nohup}
 * ignores HUP, and a shell ignores INT in background jobs, so also in a build in the background and its child processes.
 */
public final class SignalDispositions {

    /** Numbers of POSIX. */
    private static final Map<String, Integer> NUMBERS = Map.of("HUP", 1, "INT", 2, "TERM", 15);

    private static final List<String> DEFAULT = List.of("env", "--default-signal=HUP,INT,TERM");

    private static final boolean CAN_RESET = canReset();

    private SignalDispositions() {}

    /** The command with all three signals at their defaults, where GNU coreutils 8.31 or newer can reset them. */
    public static List<String> withDefaults(List<String> command) {
        return CAN_RESET ? concatenated(DEFAULT, command) : command;
    }

    /** The command with HUP ignored, as {@code nohup} does, but with its output where it is. */
    static List<String> withHangUpIgnored(List<String> command) {
        return concatenated(List.of("sh", "-c", "trap '' HUP; exec \"$@\"", "sh"), command);
    }

    /** Skips the test if a child process would ignore a signal and this system cannot reset that. */
    public static void assumeDelivered(String signal) throws IOException {
        Path status = Path.of("/proc/self/status");
        if (CAN_RESET || !Files.isReadable(status)) {
            return;
        }
        long ignored = Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .mapToLong(line -> Long.parseUnsignedLong(
                        line.substring("SigIgn:".length()).strip(), 16))
                .findFirst()
                .orElse(0);
        assumeTrue(
                (ignored >> (Objects.requireNonNull(NUMBERS.get(signal)) - 1) & 1) == 0,
                "skipped: this build was started with SIG" + signal
                        + " ignored, which child processes inherit, and there is no env --default-signal here");
    }

    private static boolean canReset() {
        try {
            Process process = new ProcessBuilder(concatenated(DEFAULT, List.of("true")))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false; // no such program
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static List<String> concatenated(List<String> first, List<String> second) {
        List<String> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
