package dev.pixio.train.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.data.SkippedImage;
import dev.pixio.data.loader.UnreadableTally;
import dev.pixio.torch.Tensors;
import dev.pixio.weights.safetensors.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.pytorch.Scalar;
import org.junit.jupiter.api.Test;

class CheckpointFolderTest extends CheckpointFixture {

    private final List<String> damages = new ArrayList<>();

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
        Files.writeString(checkpoint.state(), state.replaceAll("\"totalSteps\" ?: ?\\d+", "\"totalSteps\": \"many\""));
        assertThatThrownBy(() -> TrainingState.read(checkpoint))
                .hasMessage(checkpoint.state() + " is not a training state: the value of totalSteps is not valid");
        Files.writeString(checkpoint.state(), state.substring(0, state.length() / 2));
        assertThatThrownBy(() -> TrainingState.read(checkpoint))
                .hasMessage(checkpoint.state() + " is not a training state: it is cut off or no JSON");
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
