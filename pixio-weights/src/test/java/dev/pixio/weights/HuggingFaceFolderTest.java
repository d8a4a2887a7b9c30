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
import dev.pixio.weights.layout.WeightLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HuggingFaceFolderTest {

    private static final PixioConfig CONFIG = new PixioConfig(
            new PatchGrid(32, 32, 3, 8),
            new EncoderConfig(24, 2, 3, 4, 8, 0),
            new DecoderConfig(16, 2, 2, 4),
            new MaskConfig(0.75, 2),
            Positions.LEARNED,
            PositionResize.PLAIN,
            PixioConfig.TokenStart.EQUAL);

    private static final long ONE_FILE = 1L << 30;
    private static final long SHARDS = 50_000;

    @TempDir
    private Path temp;

    private void write(Path folder, int seed, long shardBytes) throws IOException {
        Path own = temp.resolve("model-" + seed + ".safetensors");
        try (PointerScope scope = new PointerScope()) {
            ModelFile.save(own, new Pixio(CONFIG, seed), Map.of());
            ConversionPlan plan = ConversionPlan.to(WeightLayout.HUGGINGFACE).withShardBytes(shardBytes);
            Conversion.of(ModelFile.open(own), plan).write(folder, Conversion.Existing.REPLACE);
        }
    }

    /** A folder with the name of the last file makes its move fail, after all others have been moved. */
    @Test
    void aFailedMoveLeavesTheOldModel() throws IOException {
        Path folder = temp.resolve("hub");
        write(folder, 1, ONE_FILE);
        byte[] weights = Files.readAllBytes(folder.resolve("model.safetensors"));
        String config = Files.readString(folder.resolve("config.json"));
        Path preprocessor = folder.resolve("preprocessor_config.json");
        Files.delete(preprocessor);
        Files.createDirectories(preprocessor.resolve("obstacle"));

        assertThatThrownBy(() -> write(folder, 2, SHARDS)).isInstanceOf(IOException.class);

        assertThat(folder.resolve("model.safetensors")).hasBinaryContent(weights);
        assertThat(folder.resolve("config.json")).hasContent(config);
        assertThat(folder.toFile().list())
                .containsExactlyInAnyOrder("model.safetensors", "config.json", "preprocessor_config.json");
        assertThat(temp.toFile().list()).containsExactlyInAnyOrder("hub", "model-1.safetensors", "model-2.safetensors");
    }

    @Test
    void shardsOfAnOlderModelAreDeletedAndOtherFilesAreKept() throws IOException {
        Path folder = temp.resolve("hub");
        write(folder, 1, SHARDS);
        assertThat(folder.resolve("model.safetensors.index.json")).exists();
        Files.writeString(folder.resolve("README.md"), "not a weight");

        write(folder, 2, ONE_FILE);

        assertThat(folder.toFile().list())
                .containsExactlyInAnyOrder("model.safetensors", "config.json", "preprocessor_config.json", "README.md");
    }
}
