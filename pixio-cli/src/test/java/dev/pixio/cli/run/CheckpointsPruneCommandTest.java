package dev.pixio.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.cli.Cli;
import dev.pixio.train.checkpoint.Checkpoint;
import dev.pixio.train.run.RunFolder;
import dev.pixio.train.run.RunLock;
import dev.pixio.train.run.TrainingException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsPruneCommandTest {

    @TempDir
    private Path folder;

    /** A run with checkpoints of steps 1, 2 and 3. */
    private Path run() {
        Path run = folder.resolve("run");
        Cli trained = Cli.run(
                "pretrain",
                "--scenes",
                "12",
                "--batch-size",
                "4",
                "--epochs",
                "1",
                "--image-size",
                "32",
                "--patch-size",
                "8",
                "--model",
                "32x1x2",
                "--decoder",
                "32x1x2",
                "--checkpoint-every",
                "1",
                "--keep-last",
                "3",
                "--quiet",
                "--device",
                "cpu",
                "--out",
                run.toString());
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(steps(run)).containsExactly(1L, 2L, 3L);
        return run;
    }

    private static List<Long> steps(Path run) {
        try {
            return new RunFolder(run)
                    .checkpoints().all().stream().map(Checkpoint::step).toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aRunThatIsTrainingIsNotPruned() throws IOException {
        Path run = run();
        Cli refused;
        Cli dryRun;
        try (RunLock lock = RunLock.of(new RunFolder(run))) {
            refused = Cli.run("checkpoints", "prune", run.toString(), "--keep-last", "1");
            dryRun = Cli.run("checkpoints", "prune", run.toString(), "--keep-last", "1", "--dry-run");
        }

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err().lines()).singleElement().asString().contains("training in " + run);
        assertThat(dryRun.code()).isZero();
        assertThat(dryRun.out().lines())
                .first()
                .isEqualTo("would delete " + run.resolve("checkpoints").resolve("step-1"));
        assertThat(steps(run)).containsExactly(1L, 2L, 3L);

        Cli nothing = Cli.run("checkpoints", "prune", run.toString(), "--keep-last", "3", "--dry-run");
        assertThat(nothing.out()).isEqualToIgnoringNewLines("nothing to delete");
    }

    @Test
    void theNewestAreKeptAndDeletedOnesArePrinted() throws IOException {
        Path run = run();
        Path checkpoints = run.resolve("checkpoints");
        Files.createDirectory(checkpoints.resolve(".gone-step-0")); // left by a deletion that failed

        Cli pruned = Cli.run("checkpoints", "prune", run.toString(), "--keep-last", "1");

        assertThat(pruned.err()).isEmpty();
        assertThat(pruned.code()).isZero();
        assertThat(checkpoints.resolve(".gone-step-0")).doesNotExist();
        assertThat(pruned.out().lines())
                .hasSize(3)
                .startsWith("deleted " + checkpoints.resolve("step-1"), "deleted " + checkpoints.resolve("step-2"))
                .last()
                .asString()
                .startsWith("2 checkpoints, ");
        assertThat(steps(run)).containsExactly(3L);
        assertThat(new RunFolder(run).checkpoints().latest())
                .map(Checkpoint::step)
                .contains(3L);
    }

    @Test
    void aFailureNamesTheRemainingCheckpoints() {
        StringWriter printed = new StringWriter();
        CheckpointDeletion deletion = new CheckpointDeletion(
                checkpoint -> {
                    if (checkpoint.step() == 2) {
                        throw new AccessDeniedException("step-2/model.safetensors");
                    }
                },
                new PrintWriter(printed));
        List<Checkpoint> checkpoints = List.of(checkpoint(1), checkpoint(2), checkpoint(3));

        assertThatThrownBy(() -> deletion.delete(checkpoints))
                .isInstanceOf(TrainingException.class)
                .hasMessage("deleted 1 of 3 checkpoints, remaining step-2, step-3:"
                        + " permission denied: step-2/model.safetensors");
        assertThat(printed.toString().lines())
                .containsExactly("deleted " + checkpoint(1).folder());
    }

    private Checkpoint checkpoint(long step) {
        return new Checkpoint(step, folder.resolve("step-" + step));
    }
}
