package dev.pixio.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pixio.train.RunFolder;
import dev.pixio.train.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Ctrl-C, a cluster's kill and a closed terminal do to a training. */
@DisabledOnOs(OS.WINDOWS)
class SignalTest {

    @TempDir
    private Path temporary;

    private @Nullable TrainingProcess begun;

    @AfterEach
    void end() {
        if (begun != null) {
            begun.close();
        }
    }

    /** A shell starts what it puts into the background deaf to Ctrl-C, and children of that are deaf, too. */
    private static void assumeHeard(String signal) throws IOException {
        Path status = Path.of("/proc/self/status");
        if (signal.equals("INT") && Files.isReadable(status)) {
            String ignored = Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("SigIgn:"))
                    .map(line -> line.substring("SigIgn:".length()).strip())
                    .findFirst()
                    .orElse("0");
            assumeTrue(
                    (Long.parseUnsignedLong(ignored, 16) & 2) == 0,
                    "skipped: this build was started in the background, where Ctrl-C is not heard");
        }
    }

    private TrainingProcess training(String... more) throws Exception {
        TrainingProcess training = TrainingProcess.start(temporary.resolve("run"), more);
        begun = training;
        training.await(() -> training.steps() >= 3);
        return training;
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
    void theStepIsEndedAndSavedAndTheExitCodeIsTheSignals(String signal, int code) throws Exception {
        assumeHeard(signal);
        TrainingProcess training = training("--checkpoint-every", "1h");

        training.signal(signal);

        assertThat(training.await()).as(training::output).isEqualTo(code);
        Checkpoint saved = new RunFolder(training.run()).checkpoints().latest().orElseThrow();
        assertThat(saved.damage()).isEmpty();
        assertThat(saved.step()).isEqualTo(training.steps());
        assertThat(training.output())
                .contains("pixio: stopping after this step, with a checkpoint")
                .contains("pretrain --resume " + training.run());
    }

    @Test
    void aSecondCtrlCEndsItAtOnce() throws Exception {
        assumeHeard("INT");
        TrainingProcess training = training("--checkpoint-every", "1h", "--batch-size", "64", "--micro-batch", "1");
        int before = training.steps();

        training.signal("INT");
        training.await(() -> training.output().contains("stopping"));
        training.signal("INT");

        assertThat(training.await()).isEqualTo(130);
        assertThat(training.output()).doesNotContain("Stopped after");
        assertThat(training.steps()).isBetween(before, before + 1);
        assertThat(training.newestStep()).isEqualTo(-1);
    }
}
