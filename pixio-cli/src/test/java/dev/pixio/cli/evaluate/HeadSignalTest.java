package dev.pixio.cli.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.cli.SignalDispositions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The training of a head after TERM: it ends between two steps, so that no native code runs while the libraries are unloaded. */
@DisabledOnOs(OS.WINDOWS)
class HeadSignalTest {

    @TempDir
    private Path folder;

    private @Nullable Process started;

    @AfterEach
    void end() {
        if (started != null) {
            started.destroyForcibly();
        }
    }

    @Test
    void theStepIsFinishedAndTheSameCommandContinues() throws Exception {
        SignalDispositions.assumeDelivered("TERM");
        Path heads = folder.resolve("heads");
        Path log = folder.resolve("log");
        Process evaluation = start(log, "--epochs", "100000", "--out", heads.toString());
        started = evaluation;
        await(evaluation, log, "  step ");

        new ProcessBuilder("kill", "-TERM", Long.toString(evaluation.pid()))
                .start()
                .waitFor();

        assertThat(evaluation.waitFor(90, TimeUnit.SECONDS)).isTrue();
        assertThat(evaluation.exitValue()).as(Files.readString(log)).isEqualTo(143);
        assertThat(Files.readString(log))
                .contains("pixio: stopping after this step; the same command continues")
                .doesNotContain("mIoU");
    }

    private Process start(Path log, String... more) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> !argument.startsWith("-javaagent"))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.pixio.cli.Main", "evaluate"));
        command.addAll(
                List.of("segmentation", "--weights", TinyWeights.in(folder).toString(), "--data", "scenes:8"));
        command.addAll(List.of("--train-batch", "4", "--threads", "1", "--no-baselines"));
        command.addAll(List.of(more));
        return new ProcessBuilder(SignalDispositions.withDefaults(command))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private static void await(Process process, Path log, String text) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (process.isAlive() && System.nanoTime() < deadline) {
            if (Files.readString(log).contains(text)) {
                return;
            }
            Thread.sleep(10);
        }
        throw new IllegalStateException("no " + text + " in: " + Files.readString(log));
    }
}
