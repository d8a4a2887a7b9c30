package dev.pixio.train.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What killed processes and failed deletions leave in a folder of checkpoints. */
class CheckpointLeftoversTest extends CheckpointFixture {

    /** Longer than half of the longest path of Linux and macOS. */
    private static final String LONG_PATH = String.join("/", Collections.nCopies(11, "d".repeat(200)));

    @Test
    void incompleteCheckpointOfAKilledProcessIsIgnoredAndDeleted() throws Exception {
        Checkpoint valid = save(1);
        Checkpoint incomplete = folder.begin(2);
        Files.writeString(incomplete.model(), "half");

        assertThat(folder.all()).containsExactly(valid);
        assertThat(folder.latest()).contains(valid);
        folder.recover();
        assertThat(incomplete.folder()).doesNotExist();
    }

    @Test
    void checkpointThatWasBeingReplacedIsRestored() throws Exception {
        Checkpoint valid = save(1);
        Files.move(valid.folder(), folder.path().resolve(".old-step-1"));

        folder.recover();

        assertThat(valid.damage()).isEmpty();
    }

    @Test
    void filesOfFailedWritesAreDeleted() throws Exception {
        TrainingState unwritable = state(1);
        Files.createDirectories(folder.path().resolve(".part-step-1/state.json")); // a folder where a file should be
        Files.writeString(folder.path().resolve(".part-step-1/state.json/x"), "");
        writer.begin(unwritable, Map.of("w", weights), Map.of(), Map.of());
        assertThat(writer.await()).isPresent(); // files of an earlier attempt are deleted first

        Files.createDirectories(folder.path().resolve(".part-step-7"));
        save(8);
        try (var entries = Files.list(folder.path())) {
            assertThat(entries.map(entry -> entry.getFileName().toString()))
                    .containsExactlyInAnyOrder("step-1", "step-8", "latest");
        }
    }

    @Test
    void partlyDeletedCheckpointIsDeleted() throws Exception {
        save(1);
        Files.move(folder.at(1).folder(), folder.path().resolve(".gone-step-1"));

        folder.recover();

        assertThat(folder.path().resolve(".gone-step-1")).doesNotExist();
        assertThat(folder.all()).isEmpty();
    }

    /** A replaced checkpoint that cannot be deleted must neither prevent a run from being resumed nor be restored later. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aReplacedCheckpointThatCannotBeDeletedIsALeftover() throws Exception {
        Checkpoint checkpoint = save(1);
        Path aside = folder.path().resolve(".old-step-1");
        Path start = Files.createDirectories(aside.resolve(LONG_PATH));
        Files.createDirectories(temporary.resolve("end").resolve(LONG_PATH));
        Files.move(temporary.resolve("end"), start.resolve("end"));
        Path leftover = folder.path().resolve(".gone-step-1");
        try {
            folder.recover();
            assertThat(aside).doesNotExist();
            assertThat(leftover).exists();

            assertThat(save(1)).isEqualTo(checkpoint);
            assertThat(checkpoint.damage()).isEmpty();

            folder.at(1).folder().toFile().renameTo(temporary.resolve("pruned").toFile());
            folder.recover();
            assertThat(folder.all()).isEmpty();
        } finally {
            Files.move(leftover.resolve(LONG_PATH).resolve("end"), temporary.resolve("end"));
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aCheckpointIsSavedAlsoIfTheReplacedOneCannotBeDeleted() throws Exception {
        Path start = Files.createDirectories(save(1).folder().resolve(LONG_PATH));
        Files.createDirectories(temporary.resolve("end").resolve(LONG_PATH));
        Files.move(temporary.resolve("end"), start.resolve("end"));
        Path leftover = folder.path().resolve(".gone-step-1");
        try {
            assertThat(save(1).damage()).isEmpty();
            assertThat(leftover).exists();
        } finally {
            Files.move(leftover.resolve(LONG_PATH).resolve("end"), temporary.resolve("end"));
        }
    }

    /** A leftover is never read, so that it must not prevent a run from being resumed or saved. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aLeftoverThatCannotBeDeletedStays() throws Exception {
        save(1);
        Path leftover = folder.path().resolve(".gone-step-7");
        Path start = Files.createDirectories(leftover.resolve(LONG_PATH)); // Each path alone can be created;
        Path end = Files.createDirectories(temporary.resolve("end").resolve(LONG_PATH)); // together they are too long.
        Path joined = Files.move(temporary.resolve("end"), start.resolve("end"));
        try {
            folder.recover();
            save(2);

            assertThat(folder.all()).containsExactly(folder.at(1), folder.at(2));
            assertThat(leftover).exists();
            assertThat(end).doesNotExist();
        } finally {
            Files.move(joined, temporary.resolve("end"));
        }
        folder.recover();
        assertThat(leftover).doesNotExist();
    }
}
