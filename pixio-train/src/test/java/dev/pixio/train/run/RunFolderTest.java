package dev.pixio.train.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {

    /** Enough files that another thread runs during their deletion. */
    private static final int FILES = 3000;

    @TempDir
    private Path temp;

    private RunFolder run() throws IOException {
        RunFolder folder = RunFolder.create(temp.resolve("run"), RunFolder.Existing.REFUSE);
        Files.writeString(folder.config(), "");
        return folder;
    }

    @Test
    void runInTrainingIsNotReplaced() throws IOException {
        RunFolder folder = run();
        Files.writeString(folder.metrics(), "{}\n");
        try (RunLock training = RunLock.of(folder)) {
            assertThatThrownBy(() -> RunFolder.create(folder.path(), RunFolder.Existing.REPLACE))
                    .isInstanceOf(TrainingException.class)
                    .hasMessage("another process is training in " + folder.path());
        }
        assertThat(folder.metrics()).hasContent("{}\n");
    }

    @Test
    void temporaryFilesOfAKilledProcessAreDeletedAndOthersKept() throws IOException {
        RunFolder folder = run();
        Path own = Files.writeString(folder.path().resolve("notes.new"), "");
        Path ownImage = Files.writeString(folder.reconstructions().folder().resolve("mine.png.new"), "");
        Files.writeString(folder.reconstructions().folder().resolve("step-20.png.new"), "");
        Files.writeString(folder.path().resolve("report.html.new"), "");

        RunFolder.open(folder.path());

        assertThat(ownImage).exists();
        assertThat(folder.reconstructions().folder().toFile().list()).containsExactly("mine.png.new");
        assertThat(folder.path().resolve("report.html.new")).doesNotExist();
        assertThat(own).exists();
    }

    /** Without config.yaml the run cannot be resumed, and a trainer refuses to start beside its checkpoints. */
    @Test
    void checkpointsWithoutConfigurationAreRefusedOrReplaced() throws IOException {
        RunFolder folder = run();
        Files.deleteIfExists(folder.config());
        Files.createDirectories(folder.checkpoints().at(10).folder());

        assertThatThrownBy(() -> RunFolder.create(folder.path(), RunFolder.Existing.REFUSE))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("--overwrite");
        assertThat(folder.checkpoints().all()).hasSize(1);

        RunFolder.create(folder.path(), RunFolder.Existing.REPLACE);

        assertThat(folder.checkpoints().all()).isEmpty();
    }

    @Test
    void resultsOfAReplacedRunAreDeletedAndOthersKept() throws IOException {
        RunFolder folder = run();
        Path own = Files.writeString(folder.path().resolve("notes.txt"), "");
        Path validation = Files.writeString(folder.path().resolve("validation.jsonl"), "");
        Path test = Files.writeString(folder.path().resolve("test.json"), "");
        Files.createDirectories(folder.students());
        Files.writeString(folder.students().resolve("ti.safetensors"), "");
        Files.createDirectories(folder.featureMaps().folder());
        Files.writeString(folder.featureMaps().at(20), "");
        Files.createDirectories(folder.predictions().folder());
        Files.writeString(folder.predictions().at(20), "");

        RunFolder.create(folder.path(), RunFolder.Existing.REPLACE);

        assertThat(List.of(
                        validation,
                        test,
                        folder.students(),
                        folder.featureMaps().folder(),
                        folder.predictions().folder()))
                .noneMatch(Files::exists);
        assertThat(own).exists();
    }

    @Test
    void filesOfTheUserBesideDrawingsOfAReplacedRunAreKept() throws IOException {
        RunFolder folder = run();
        Files.createDirectories(folder.featureMaps().folder());
        Files.createDirectories(folder.predictions().folder());
        Path table = Files.writeString(folder.featureMaps().folder().resolve("x.parquet"), "mine");
        Path mask = folder.predictions().folder().resolve("masks/step-1.png");
        Files.createDirectories(mask.getParent());
        Files.writeString(mask, "mine");
        Files.writeString(folder.featureMaps().at(20), "");
        Files.writeString(folder.featureMaps().folder().resolve("step-30.png.new"), "");
        Files.writeString(folder.predictions().at(20), "");

        RunFolder.create(folder.path(), RunFolder.Existing.REPLACE);

        assertThat(table).hasContent("mine");
        assertThat(mask).hasContent("mine");
        assertThat(folder.featureMaps().folder().toFile().list()).containsExactly("x.parquet");
        assertThat(folder.predictions().folder().toFile().list()).containsExactly("masks");
    }

    /** Checkpoints are deleted first and the configuration last; in between the lock must not be acquired. */
    @Test
    void lockIsHeldWhileARunIsDeleted() throws IOException, InterruptedException, ExecutionException {
        RunFolder folder = run();
        for (int i = 0; i < FILES; i++) {
            Files.createFile(folder.reconstruction(i));
        }
        AtomicBoolean deleted = new AtomicBoolean();
        FutureTask<Boolean> whole = new FutureTask<>(() -> {
            while (Files.exists(folder.checkpoints().path()) && !deleted.get()) {
                Thread.onSpinWait();
            }
            while (true) {
                try (RunLock lock = RunLock.of(folder)) {
                    return Files.exists(folder.config());
                } catch (TrainingException locked) {
                    Thread.onSpinWait();
                }
            }
        });
        new Thread(whole).start();

        RunFolder.create(folder.path(), RunFolder.Existing.REPLACE);
        deleted.set(true);

        assertThat(whole.get())
                .as("the lock was acquired before all files were deleted")
                .isFalse();
        assertThat(folder.reconstructions().folder()).isEmptyDirectory();
    }
}
