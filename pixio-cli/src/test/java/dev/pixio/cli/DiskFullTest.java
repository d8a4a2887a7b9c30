package dev.pixio.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pixio.train.RunFolder;
import dev.pixio.train.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training on a disk that becomes full: a small file system in memory, where this system lets the test mount one. */
class DiskFullTest {

    /** Room for two checkpoints of about 32 MB, and for no third. */
    private static final int MEGABYTES = 70;

    @TempDir
    private Path temporary;

    private Path disk;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(temporary.resolve("disk"));
        assumeTrue(
                succeeds("mount", "-t", "tmpfs", "-o", "size=" + MEGABYTES + "m", "tmpfs", disk.toString()),
                "skipped: this system lets nobody but root mount a small disk");
    }

    @AfterEach
    void unmount() throws Exception {
        succeeds("umount", "-l", disk.toString());
    }

    private static boolean succeeds(String... command) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false; // no such program
        }
    }

    /** Takes all room but a megabyte: enough for lines of metrics, and for no checkpoint. */
    private void fill() throws IOException {
        try (FileChannel file = FileChannel.open(filler(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            try {
                while (file.size() < (long) MEGABYTES << 20) {
                    file.write(ByteBuffer.allocate(1 << 20), file.size());
                }
            } catch (IOException full) {
                file.truncate(Math.max(0, file.size() - (1 << 20)));
            }
        }
    }

    private Path filler() {
        return disk.resolve("something-else");
    }

    @Test
    void aRunEndsInOneLineAndWhatWasSavedStaysGood() throws Exception {
        TrainingProcess training = TrainingProcess.start(disk.resolve("run"), "--checkpoint-every", "4");
        assertThat(training.await()).as(training::words).isEqualTo(Failures.FAILED);
        Checkpoint good = new RunFolder(training.run()).checkpoints().latest().orElseThrow();
        assertThat(good.damage()).isEmpty();
        assertThat(lastLine(training))
                .startsWith("pixio: cannot save a checkpoint: ")
                .contains("No space left on device")
                .contains("the last good one is " + good.folder());
        assertThat(training.words()).doesNotContain("\tat ");
    }

    @Test
    void aRunThatIsToldToGoesOnAndSavesAgainWhenThereIsRoom() throws Exception {
        TrainingProcess training = TrainingProcess.start(
                disk.resolve("run"), "--checkpoint-every", "4", "--keep-last", "1", "--on-write-error", "continue");
        training.await(() -> training.newestStep() >= 4);
        fill();
        training.await(() -> training.words().contains("No space left on device"));
        long stuck = training.newestStep();
        int steps = training.steps();
        Files.delete(filler());
        training.await(() -> training.newestStep() > stuck && training.steps() > steps);
        training.signal("TERM");

        assertThat(training.await()).as(training::words).isEqualTo(143);
        Checkpoint newest = new RunFolder(training.run()).checkpoints().latest().orElseThrow();
        assertThat(newest.damage()).isEmpty();
        assertThat(newest.step()).isGreaterThan(stuck).isEqualTo(training.steps());
        assertThat(training.words())
                .contains("; going on, and trying again")
                .contains("the last good one is " + disk.resolve("run/checkpoints/step-" + stuck));
    }

    private static String lastLine(TrainingProcess training) {
        return training.words().lines().reduce("", (before, line) -> line);
    }
}
