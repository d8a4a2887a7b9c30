package dev.pixio.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.model.Pixio;
import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.weights.tensor.WeightsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelChecksumTest {

    private static final PixioConfig TINY = new PixioConfig(
            new PatchGrid(32, 32, 3, 8),
            new EncoderConfig(16, 1, 1, 4, 2, 0),
            new DecoderConfig(16, 1, 1, 4),
            new MaskConfig(0.5, 1),
            Positions.LEARNED,
            PositionResize.ANTIALIASED,
            PixioConfig.TokenStart.EQUAL);

    @TempDir
    private Path run;

    private Path checkpoint;
    private Path model;

    @BeforeEach
    void saveCheckpoint() throws Exception {
        Files.createDirectories(run.resolve("checkpoints/step-2"));
        Files.createDirectories(run.resolve("checkpoints/step-10"));
        checkpoint = run.resolve("checkpoints/step-4");
        Files.createDirectories(checkpoint);
        Files.writeString(run.resolve("checkpoints/latest"), "step-4\n");
        model = checkpoint.resolve("model.safetensors");
        ModelFile.save(model, new Pixio(TINY, 1), Map.of());
        byte[] bytes = Files.readAllBytes(model);
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        Files.writeString(
                checkpoint.resolve("MANIFEST.json"),
                "{\"files\": {\"model.safetensors\": {\"bytes\": %d, \"sha256\": \"%s\"}}}"
                        .formatted(bytes.length, sha256));
    }

    @Test
    void anUndamagedModelIsLoaded() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            assertThat(ModelFile.open(run).config()).isEqualTo(TINY);
            assertThat(ModelFile.open(checkpoint).config()).isEqualTo(TINY);
        }
    }

    @Test
    void aFlippedBitIsReportedWithThePreviousCheckpoint() throws IOException {
        byte[] bytes = Files.readAllBytes(model);
        bytes[bytes.length - 3] ^= 1;
        Files.write(model, bytes);

        for (Path folder : new Path[] {run, checkpoint}) {
            assertThatThrownBy(() -> ModelFile.open(folder))
                    .isInstanceOf(WeightsException.class)
                    .hasMessage(
                            "%s is damaged: the SHA-256 of model.safetensors differs from MANIFEST.json; use the previous checkpoint, %s"
                                    .formatted(checkpoint, run.resolve("checkpoints/step-2")));
        }
    }

    @Test
    void aTruncatedModelIsReportedWithBothSizes() throws IOException {
        byte[] bytes = Files.readAllBytes(model);
        Files.write(model, Arrays.copyOf(bytes, bytes.length - 8));
        assertThatThrownBy(() -> ModelFile.open(run))
                .hasMessageContaining(
                        "model.safetensors has " + (bytes.length - 8) + " bytes and was written with " + bytes.length);
    }

    @Test
    void aDamagedManifestIsReported() throws IOException {
        Files.writeString(checkpoint.resolve("MANIFEST.json"), "{\"fil");
        assertThatThrownBy(() -> ModelFile.open(run))
                .hasMessageContaining(checkpoint + " is damaged: MANIFEST.json is not JSON");
        Files.writeString(checkpoint.resolve("MANIFEST.json"), "{\"files\": {}}");
        assertThatThrownBy(() -> ModelFile.open(run))
                .hasMessageContaining("MANIFEST.json has no size and SHA-256 of model.safetensors");
    }

    @Test
    void aFolderWithoutAManifestIsLoaded() throws IOException {
        Files.delete(checkpoint.resolve("MANIFEST.json"));
        try (PointerScope scope = new PointerScope()) {
            assertThat(ModelFile.open(checkpoint).config()).isEqualTo(TINY);
        }
    }
}
