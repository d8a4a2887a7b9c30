package dev.pixio.bench.study;

import dev.pixio.io.OneLine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs the commands of a study's runs, and finds out why one failed. */
final class CommandRunner {

    private static final String PREFIX = "pixio: ";
    private static final int LONGEST_REASON = 400;

    private final PixioCommand pixio;
    private final StopRequest stop;
    private final PrintWriter out;
    private final Optional<String> device;
    private final String commit;

    /**
     * Creates a runner.
     *
     * @param stop ends the study
     * @param out receives reports
     * @param device for all commands, instead of that of their options
     * @param commit of the source
     */
    CommandRunner(PixioCommand pixio, StopRequest stop, PrintWriter out, Optional<String> device, String commit) {
        this.pixio = pixio;
        this.stop = stop;
        this.out = out;
        this.device = device;
        this.commit = commit;
    }

    String commit() {
        return commit;
    }

    void report(String message) {
        out.println("  " + message);
        out.flush();
    }

    void requireNotStopped() throws StoppedException {
        if (stop.isRequested()) {
            throw new StoppedException();
        }
    }

    /**
     * Runs a command, with the device of the study.
     *
     * @param log to which its output is appended
     * @throws FailedCommand if its exit code is not 0
     * @throws StoppedException if the study was stopped
     */
    void run(List<String> arguments, Path log)
            throws IOException, InterruptedException, FailedCommand, StoppedException {
        requireNotStopped();
        List<String> complete = new ArrayList<>(arguments);
        device.ifPresent(name -> complete.add("--device=" + name)); // the last one holds
        String title = "$ pixio " + String.join(" ", complete) + "\n";
        Files.writeString(log, title, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        long before = Files.size(log);
        int code = pixio.run(complete, log);
        if (code != 0) {
            requireNotStopped();
            throw new FailedCommand(name(complete), reason(log, before) + " (exit code " + code + ", see " + log + ")");
        }
    }

    /** The words of a command before its options. */
    private static String name(List<String> arguments) {
        return String.join(
                " ", arguments.stream().takeWhile(word -> !word.startsWith("-")).toList());
    }

    /** The error message of the command, or else its last line. */
    private static String reason(Path log, long from) throws IOException {
        byte[] bytes = Files.readAllBytes(log);
        int start = Math.toIntExact(Math.min(from, bytes.length));
        List<String> lines = new String(bytes, start, bytes.length - start, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
        String last = lines.isEmpty() ? "it printed nothing" : lines.get(lines.size() - 1);
        String reason = lines.stream()
                .filter(line -> line.startsWith(PREFIX))
                .reduce((earlier, later) -> later)
                .map(line -> line.substring(PREFIX.length()))
                .orElse(last);
        return OneLine.of(reason, LONGEST_REASON);
    }
}
