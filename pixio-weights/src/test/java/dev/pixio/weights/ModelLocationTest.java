package dev.pixio.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.weights.config.HuggingFaceConfig;
import dev.pixio.weights.tensor.WeightsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelLocationTest {

    @TempDir
    private Path run;

    private Path model;

    @BeforeEach
    void create() throws IOException {
        model = Files.createDirectories(run.resolve("checkpoints/step-8")).resolve("model.safetensors");
        Files.writeString(model, "");
    }

    private void writeLatest(String content) throws IOException {
        Files.write(run.resolve("checkpoints/latest"), content.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void theLatestCheckpointIsFound() throws IOException {
        writeLatest("step-8\n");
        assertThat(ModelLocation.of(run)).isEqualTo(model);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "step-8\u0000", "step-\u00ff", "../checkpoints/step-8", "step-8\nstep-8", "/", "."})
    void aDamagedNameOfTheLatestCheckpointIsRefused(String content) throws IOException {
        writeLatest(content);
        assertThatThrownBy(() -> ModelLocation.of(run))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("contains no checkpoint");
    }

    @Test
    void aConfigurationThatIsNotUtf8IsRefused() throws IOException {
        Path config = model.resolveSibling(HuggingFaceConfig.NAME);
        Files.write(config, new byte[] {'{', '"', (byte) 0xFF, '"', ':', '1', '}'});
        assertThatThrownBy(() -> HuggingFaceConfig.beside(model))
                .isInstanceOf(WeightsException.class)
                .hasMessageStartingWith(config + " is not JSON: ");
    }

    @Test
    void aFolderThatMayNotBeOpenedIsNamed() throws WeightsException {
        Path closed = Path.of("closed");

        ModelLocation.requireAccess(closed, true);
        assertThatThrownBy(() -> ModelLocation.requireAccess(closed, false))
                .isInstanceOf(WeightsException.class)
                .hasMessage("no permission to open files in the folder closed; ask its owner, or use a copy");
    }
}
