package dev.pixio.train.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.data.SkippedImage;
import dev.pixio.data.loader.StreamPosition;
import dev.pixio.data.loader.UnreadableTally;
import dev.pixio.torch.Tensors;
import dev.pixio.weights.safetensors.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class CheckpointFolderTest {

    /** Longer than half of the longest path of Linux and macOS. */
    private static final String LONG_PATH = String.join("/", Collections.nCopies(11, "d".repeat(200)));

    @TempDir
    private Path temporary;

    private final Tensor weights = Tensors.of(new float[] {1, 2, 3, 4}, 2, 2);
    private final List<String> damages = new ArrayList<>();
    private CheckpointFolder folder;
    private CheckpointWriter writer;

    @BeforeEach
    void open() {
        folder = new CheckpointFolder(temporary.resolve("checkpoints"));
        writer = new CheckpointWriter(folder, new Retention(3, 0));
    }

    @AfterEach
    void close() {
        writer.close();
        weights.close();
    }

    private static TrainingState state(long step) {
        return new TrainingState(
                step,
                1000,
                new StreamPosition(1, 7),
                42,
                step * 8,
                1.5,
                0,
                new TrainingState.Source("10 images in photos", 10, "0123456789abcdef"),
                new UnreadableTally(List.of(new SkippedImage(3, "c.jpg", "truncated JPEG")), List.of(12L), 9, 1),
                new TrainingState.Machine("cpu", "fp32", 2, 4),
                Map.of("loss", 0.1 + 0.2),
                JsonMapper.shared().createObjectNode().put("recipe", "quick"),
                Map.of("java", "17"),
                Instant.parse("2026-11-24T10:00:00.123456789Z"));
    }

    private Checkpoint save(long step) throws Exception {
        writer.begin(state(step), Map.of("w", weights), Map.of("w.exp_avg", weights), Map.of("format", "pt"));
        return writer.await().orElseThrow();
    }

    private static float[] savedWeights(Checkpoint checkpoint) throws IOException {
        return Tensors.toFloats(Objects.requireNonNull(
                Safetensors.read(checkpoint.model()).tensors().get("w")));
    }

    @Test
    void checkpointIsReadBackAsWritten() throws Exception {
        Checkpoint checkpoint = save(5);

        assertThat(checkpoint.damage()).isEmpty();
        assertThat(TrainingState.read(checkpoint)).isEqualTo(state(5));
        assertThat(folder.latest()).contains(checkpoint);
        assertThat(checkpoint.folder()).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void stateOfAnEarlierVersionHasNoUnlistedImages() throws Exception {
        Checkpoint checkpoint = save(5);
        String written = Files.readString(checkpoint.state());
        String earlier = written.replaceFirst("\\s*\"unlisted\" : \\[ 12 ],", "");
        assertThat(earlier).isNotEqualTo(written);
        Files.writeString(checkpoint.state(), earlier);

        assertThat(TrainingState.read(checkpoint).unreadable())
                .isEqualTo(
                        new UnreadableTally(List.of(new SkippedImage(3, "c.jpg", "truncated JPEG")), List.of(), 9, 1));
    }

    @Test
    void weightsAreCopiedBeforeTrainingContinues() throws Exception {
        writer.begin(state(1), Map.of("w", weights), Map.of("m", weights), Map.of());
        weights.fill_(new Scalar(9)); // training continues
        Checkpoint checkpoint = writer.await().orElseThrow();

        assertThat(savedWeights(checkpoint)).containsExactly(1, 2, 3, 4);
    }

    @Test
    void damageIsDescribedAndThePreviousCheckpointIsUsed() throws Exception {
        Checkpoint valid = save(1);
        Checkpoint corrupted = save(2);
        byte[] model = Files.readAllBytes(corrupted.model());
        byte[] flipped = model.clone();
        flipped[flipped.length - 3] ^= 0x10;

        Files.write(corrupted.model(), flipped);
        assertThat(corrupted.isComplete()).as("sizes are unchanged").isTrue();
        assertDamaged(valid, "the SHA-256 of model.safetensors differs from MANIFEST.json");

        Files.write(corrupted.model(), java.util.Arrays.copyOf(model, model.length - 1));
        assertDamaged(
                valid, "model.safetensors has " + (model.length - 1) + " bytes and was written with " + model.length);

        Files.delete(corrupted.model());
        assertDamaged(valid, "model.safetensors is missing");

        Files.write(corrupted.model(), model);
        assertThat(corrupted.damage()).isEmpty();
        String manifest = Files.readString(corrupted.manifest());
        Files.writeString(corrupted.manifest(), manifest.substring(0, manifest.length() / 2));
        assertDamaged(valid, "MANIFEST.json is not JSON");

        Files.writeString(corrupted.manifest(), "{\"filez\": {}}");
        assertDamaged(valid, "MANIFEST.json has no size and SHA-256 of model.safetensors");

        Files.writeString(corrupted.manifest(), "{\"files\": {}}");
        assertDamaged(valid, "MANIFEST.json has no size and SHA-256 of model.safetensors");

        Files.delete(corrupted.manifest());
        assertDamaged(valid, "MANIFEST.json is missing");
    }

    @Test
    void weightsThatAreNotFiniteAreDescribedAndThePreviousCheckpointIsUsed() throws Exception {
        Checkpoint valid = save(1);
        weights.fill_(new Scalar(Double.NaN));
        Checkpoint newest = save(2);

        assertThat(newest.damage()).isEmpty();
        assertDamaged(valid, "not finite: 'w' has 4 NaN of 4 numbers");
    }

    private void assertDamaged(Checkpoint valid, String why) throws IOException {
        damages.clear();
        assertThat(folder.newestValid(
                        Long.MAX_VALUE, (checkpoint, damage) -> damages.add(checkpoint.step() + ": " + damage)))
                .contains(valid);
        assertThat(damages).containsExactly("2: " + why);
    }

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
    void checkpointOfTheSameStepIsReplaced() throws Exception {
        save(1);
        weights.fill_(new Scalar(7));
        Checkpoint replaced = save(1);

        assertThat(replaced.damage()).isEmpty();
        assertThat(savedWeights(replaced)).containsOnly(7);
        assertThat(folder.all()).containsExactly(replaced);
        try (var entries = Files.list(folder.path())) {
            assertThat(entries).hasSize(2); // step-1 and latest
        }
    }

    @Test
    void newestAndPeriodicCheckpointsAreRetained() throws Exception {
        writer.close();
        writer = new CheckpointWriter(folder, new Retention(2, 10));
        for (long step = 0; step <= 35; step += 5) {
            save(step);
        }

        assertThat(folder.all()).extracting(Checkpoint::step).containsExactly(10L, 20L, 30L, 35L);
    }

    @Test
    void damagedCheckpointDoesNotCountAsNewest() throws Exception {
        save(1);
        save(2);
        Checkpoint damaged = save(3);
        Files.delete(damaged.optimizer());

        folder.prune(new Retention(1, 0), 3);

        assertThat(folder.all()).extracting(Checkpoint::step).containsExactly(2L, 3L);
    }

    @Test
    void damagedCheckpointOfALaterStepDoesNotExpireValidOnes() throws Exception {
        save(9);
        Checkpoint damaged = save(10);
        byte[] bytes = Files.readAllBytes(damaged.model());
        bytes[bytes.length - 1] ^= 1;
        Files.write(damaged.model(), bytes);

        folder.prune(new Retention(1, 0), 9); // the run resumed at step 9

        assertThat(folder.newestValid(Long.MAX_VALUE, (checkpoint, damage) -> {}))
                .contains(folder.at(9));
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

    /** Metadata that fails when it is read, to simulate a failure while the file is written. */
    private static Map<String, String> failing(Runnable failure) {
        return new AbstractMap<>() {
            @Override
            public Set<Entry<String, String>> entrySet() {
                failure.run();
                return Set.of();
            }
        };
    }

    @Test
    void nativeFailureIsReportedAndTheNextCheckpointIsWritten() throws Exception {
        RuntimeException failure = new RuntimeException("std::bad_alloc\nframe #0: 0x1234");
        writer.begin(state(1), Map.of("w", weights), Map.of(), failing(() -> {
            throw failure;
        }));

        assertThatThrownBy(writer::await)
                .isInstanceOf(IOException.class)
                .hasMessage("std::bad_alloc")
                .hasCause(failure);
        assertThat(folder.path()).isEmptyDirectory();
        assertThat(save(2).damage()).isEmpty();
    }

    @Test
    void fullHeapIsReportedAndDiskSpaceIsFreed() throws Exception {
        writer.begin(state(1), Map.of("w", weights), Map.of(), failing(() -> {
            throw new OutOfMemoryError("Java heap space");
        }));

        assertThatThrownBy(writer::await).isInstanceOf(IOException.class).hasMessage("Java heap space");
        assertThat(folder.path()).isEmptyDirectory();
        assertThat(save(2).damage()).isEmpty();
    }

    @Test
    void ioFailureIsReportedAndTheNextCheckpointIsWritten() throws Exception {
        Path blocked = folder.path();
        Files.createDirectories(blocked.getParent());
        Files.writeString(blocked, "a file where the folder should be");
        writer.begin(state(1), Map.of("w", weights), Map.of(), Map.of());
        assertThatThrownBy(writer::await).isInstanceOf(IOException.class);

        Files.delete(blocked);
        assertThat(save(2).damage()).isEmpty();
        assertThat(writer.poll()).isEqualTo(Optional.empty());
    }

    @Test
    void aDamagedStateIsRefusedInOneLineWithItsFile() throws Exception {
        save(1);
        Checkpoint checkpoint = folder.at(1);
        String state = Files.readString(checkpoint.state());
        for (String damaged : List.of(
                "{}",
                "[]",
                "null",
                state.replace("\"position\"", "\"elsewhere\""),
                state.replace("\"saved\"", "\"rescued\""),
                state.replace("\"cpu\"", "\"" + "x".repeat(5000) + "\\n\", 5"))) {
            Files.writeString(checkpoint.state(), damaged);
            assertThatThrownBy(() -> TrainingState.read(checkpoint))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(checkpoint.state() + " is not a training state: ")
                    .message()
                    .hasLineCount(1)
                    .hasSizeLessThan(1000);
        }
        Files.write(checkpoint.state(), new byte[] {'{', '"', (byte) 0xFF, '"', ':', '1', '}'});
        assertThatThrownBy(() -> TrainingState.read(checkpoint)).hasMessageStartingWith(checkpoint.state() + " is not");
    }

    @Test
    void aDamagedNameOfTheLatestCheckpointNamesNone() throws Exception {
        save(1);
        Files.write(folder.path().resolve("latest"), new byte[] {'s', 't', (byte) 0xFF});

        assertThat(folder.latest()).isEmpty();
    }
}
