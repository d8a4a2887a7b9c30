package dev.pixio.weights;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConversionMetadataTest {

    private static final PixioConfig CONFIG = new PixioConfig(
            new PatchGrid(32, 32, 3, 8),
            new EncoderConfig(24, 2, 3, 4, 4, 0),
            new DecoderConfig(16, 2, 2, 4),
            new MaskConfig(0.75, 1),
            Positions.LEARNED,
            PositionResize.ANTIALIASED,
            PixioConfig.TokenStart.EQUAL);

    @TempDir
    private Path folder;

    @Test
    void theDescriptionOfAHeadStaysBehindWithTheHead() throws IOException {
        Path from = folder.resolve("from.safetensors");
        Path to = folder.resolve("to.safetensors");
        try (PointerScope scope = new PointerScope()) {
            Map<String, String> provenance =
                    Map.of(ModelFile.TASK, "{}", ModelFile.TEACHER, "teacher", "pixio.step", "7");
            ModelFile.save(from, new Pixio(CONFIG, 1), provenance);

            Conversion.of(ModelFile.open(from), ConversionPlan.to(WeightLayout.PIXIO))
                    .write(to, Conversion.Existing.REFUSE);

            assertThat(ModelFile.open(to).content().metadata())
                    .containsEntry("pixio.step", "7")
                    .containsKey(ModelFile.CONFIG)
                    .doesNotContainKeys(ModelFile.TASK, ModelFile.TEACHER);
        }
    }
}
