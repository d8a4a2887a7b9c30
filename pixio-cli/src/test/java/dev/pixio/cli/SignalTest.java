package dev.pixio.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.train.checkpoint.Checkpoint;
import dev.pixio.train.run.RunFolder;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A training after Ctrl-C, TERM and a closed terminal. */
@DisabledOnOs(OS.WINDOWS)
class SignalTest {

    /** A training finishes its step and writes some megabytes after a signal. */
    private static final Duration LIMIT = Duration.ofSeconds(90);

    @TempDir
    private Path temporary;

    private @Nullable TrainingProcess started;

    @AfterEach
    void end() {
        if (started != null) {
            started.close();
        }
    }

    private TrainingProcess training(String... more) throws Exception {
        return afterSomeSteps(TrainingProcess.start(temporary.resolve("run"), more));
    }

    private TrainingProcess afterSomeSteps(TrainingProcess training) throws Exception {
        started = training;
        training.await(() -> training.steps() >= 3);
        return training;
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
    void aSignalFinishesTheStepAndSavesACheckpoint(String signal, int code) throws Exception {
        SignalDispositions.assumeDelivered(signal);
        TrainingProcess training = training("--checkpoint-every", "1h");

        training.signal(signal);

        assertThat(training.await(LIMIT)).as(training::output).isEqualTo(code);
        Checkpoint saved = new RunFolder(training.run()).checkpoints().latest().orElseThrow();
        assertThat(saved.damage()).isEmpty();
        assertThat(saved.step()).isEqualTo(training.steps());
        assertThat(training.output())
                .contains("pixio: stopping after this step and saving a checkpoint")
                .contains("pretrain --resume " + training.run());
    }

    @Test
    void aSecondCtrlCEndsTheProcessAtOnce() throws Exception {
        SignalDispositions.assumeDelivered("INT");
        TrainingProcess training = training("--checkpoint-every", "1h", "--batch-size", "64", "--micro-batch", "1");
        int before = training.steps();

        training.signal("INT");
        training.await(() -> training.output().contains("stopping"));
        training.signal("INT");

        assertThat(training.await(LIMIT)).isEqualTo(130);
        assertThat(training.output()).doesNotContain("Stopped after");
        assertThat(training.steps()).isBetween(before, before + 1);
        assertThat(training.newestStep()).isEqualTo(-1);
    }

    @Test
    void aRunUnderNohupContinuesAfterHangUp() throws Exception {
        SignalDispositions.assumeDelivered("TERM");
        TrainingProcess training = afterSomeSteps(TrainingProcess.startWithHangUpIgnored(
                temporary.resolve("run"), "--checkpoint-every", "1h", "--batch-size", "1"));
        int before = training.steps();

        training.signal("HUP");
        training.await(() -> training.steps() >= before + 20);

        assertThat(training.process().isAlive()).as(training::output).isTrue();
        assertThat(training.steps()).isGreaterThanOrEqualTo(before + 20);
        training.signal("TERM");
        assertThat(training.await(LIMIT)).as(training::output).isEqualTo(143);
    }
}
