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

/** What Ctrl-C, a cluster's kill and a closed terminal do to a training. */
@DisabledOnOs(OS.WINDOWS)
class SignalTest {

    /** A signalled training has a step to end and some megabytes to write. */
    private static final Duration LIMIT = Duration.ofSeconds(90);

    @TempDir
    private Path temporary;

    private @Nullable TrainingProcess begun;

    @AfterEach
    void end() {
        if (begun != null) {
            begun.close();
        }
    }

    private TrainingProcess training(String... more) throws Exception {
        return afterSomeSteps(TrainingProcess.start(temporary.resolve("run"), more));
    }

    private TrainingProcess afterSomeSteps(TrainingProcess training) throws Exception {
        begun = training;
        training.await(() -> training.steps() >= 3);
        return training;
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
    void theStepIsEndedAndSavedAndTheExitCodeIsTheSignals(String signal, int code) throws Exception {
        SignalDispositions.assumeDelivered(signal);
        TrainingProcess training = training("--checkpoint-every", "1h");

        training.signal(signal);

        assertThat(training.await(LIMIT)).as(training::output).isEqualTo(code);
        Checkpoint saved = new RunFolder(training.run()).checkpoints().latest().orElseThrow();
        assertThat(saved.damage()).isEmpty();
        assertThat(saved.step()).isEqualTo(training.steps());
        assertThat(training.output())
                .contains("pixio: stopping after this step, with a checkpoint")
                .contains("pretrain --resume " + training.run());
    }

    @Test
    void aSecondCtrlCEndsItAtOnce() throws Exception {
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
    void aRunUnderNohupGoesOnWhenTheTerminalIsClosed() throws Exception {
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
