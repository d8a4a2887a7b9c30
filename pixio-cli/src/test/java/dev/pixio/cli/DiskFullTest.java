package dev.pixio.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.cli.console.ErrorReporter;
import dev.pixio.train.checkpoint.Checkpoint;
import dev.pixio.train.run.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training on a disk that becomes full: a small file system in memory. Skipped where the test may not mount one. */
class DiskFullTest {

    /** Space for two checkpoints of about 32 MB, and not for a third. */
    private static final int MEGABYTES = 70;

    @TempDir
    private Path temporary;

    private @Nullable SmallDisk small;
    private Path disk;
    private @Nullable TrainingProcess training;

    @BeforeEach
    void mount() throws Exception {
        small = SmallDisk.mount(temporary.resolve("disk"), MEGABYTES);
        disk = small.folder();
    }

    @AfterEach
    void unmount() throws Exception {
        if (training != null) {
            training.close();
        }
        if (small != null) {
            small.close();
        }
    }

    /** Fills the disk up to a megabyte: enough for metrics, and not for a checkpoint. */
    private void fill() {
        try {
            Objects.requireNonNull(small).fill(1 << 20);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TrainingProcess start(String... options) throws IOException {
        training = TrainingProcess.startWithLog(disk.resolve("run"), temporary.resolve("run.log"), options);
        return training;
    }

    @Test
    void aRunEndsWithOneLineAndItsEarlierCheckpointStaysValid() throws Exception {
        TrainingProcess started = start("--checkpoint-every", "4");
        assertThat(started.await()).as(started::output).isEqualTo(ErrorReporter.FAILED);
        Checkpoint valid = new RunFolder(started.run()).checkpoints().latest().orElseThrow();
        assertThat(valid.damage()).isEmpty();
        assertThat(lastLine(started))
                .startsWith("pixio: cannot save a checkpoint: ")
                .contains("No space left on device")
                .contains("the last valid checkpoint is " + valid.folder());
        assertThat(started.output()).doesNotContain("\tat ");
    }

    @Test
    void onWriteErrorContinueSavesAgainWhenThereIsSpace() throws Exception {
        TrainingProcess started = start("--checkpoint-every", "4", "--keep-last", "1", "--on-write-error", "continue");
        started.await(() -> started.newestStep() >= 4);
        fill();
        started.await(() -> {
            if (disk.toFile().getUsableSpace() > 16 << 20) {
                fill(); // pruning the previous checkpoint has made space for the next
            }
            return started.output()
                    .contains("the last valid checkpoint is "); // images need space, too, and fail earlier
        });
        long stuck = started.newestStep();
        int steps = started.steps();
        Files.delete(Objects.requireNonNull(small).filler());
        started.await(() -> started.newestStep() > stuck && started.steps() > steps);
        started.signal("TERM");

        assertThat(started.await()).as(started::output).isEqualTo(143);
        Checkpoint newest = new RunFolder(started.run()).checkpoints().latest().orElseThrow();
        assertThat(newest.damage()).isEmpty();
        assertThat(newest.step()).isGreaterThan(stuck).isEqualTo(started.steps());
        assertThat(started.output())
                .contains("; training continues, and writing is tried again")
                .contains("the last valid checkpoint is " + disk.resolve("run/checkpoints/step-" + stuck));
    }

    private static String lastLine(TrainingProcess started) {
        return started.output().lines().reduce("", (before, line) -> line);
    }
}
