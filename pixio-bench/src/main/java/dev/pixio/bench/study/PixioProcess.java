package dev.pixio.bench.study;

import dev.pixio.cli.launch.SameJava;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Runs each command in a process of its own, so that one that crashes ends no other. */
final class PixioProcess implements PixioCommand {

    private Optional<Process> running = Optional.empty();
    private boolean stopped;

    @Override
    public int run(List<String> arguments, Path log) throws IOException, InterruptedException {
        Process process = start(arguments, log);
        try {
            return process.waitFor();
        } finally {
            process.destroy();
        }
    }

    private synchronized Process start(List<String> arguments, Path log) throws IOException {
        Process process = new ProcessBuilder(SameJava.command(List.of(), SameJava.PIXIO, arguments))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        process.getOutputStream().close();
        running = Optional.of(process);
        if (stopped) {
            process.destroy();
        }
        return process;
    }

    /** Asks the command that runs to stop: a training saves a checkpoint. Further commands stop as they begin. */
    synchronized void stop() {
        stopped = true;
        running.ifPresent(Process::destroy);
    }
}
