package dev.pixio.cli.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.cli.SignalDispositions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A process of this build, and what it prints.
 *
 * @param log its standard output and error output
 */
record ChildProcess(Process process, Path log) {

    /** @param folder of its log */
    static ChildProcess start(Path folder, List<String> arguments, Map<String, String> environment) throws IOException {
        Path log = Files.createTempFile(folder, "process", ".log");
        ProcessBuilder builder = new ProcessBuilder(
                        SignalDispositions.withDefaults(SameJava.command(List.of(), SameJava.PIXIO, arguments)))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        return new ChildProcess(builder.start(), log);
    }

    /** The variables of a process that torchrun starts. */
    static Map<String, String> ofTwo(int rank, int port) {
        return Map.of(
                "RANK",
                Integer.toString(rank),
                "WORLD_SIZE",
                "2",
                "MASTER_ADDR",
                "127.0.0.1",
                "MASTER_PORT",
                Integer.toString(port));
    }

    int await() throws InterruptedException {
        assertThat(process.waitFor(240, TimeUnit.SECONDS)).as("it ended").isTrue();
        return process.exitValue();
    }

    String output() throws IOException {
        return Files.readString(log);
    }

    /** A process of the group of a launcher, by its rank. */
    ProcessHandle member(int rank) {
        return process.children()
                .flatMap(child -> Stream.concat(Stream.of(child), child.descendants()))
                .filter(handle -> environment(handle).contains("RANK=" + rank))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> environment(ProcessHandle process) {
        try {
            return List.of(Files.readString(Path.of("/proc/" + process.pid() + "/environ"))
                    .split("\0"));
        } catch (IOException e) {
            return List.of();
        }
    }
}
