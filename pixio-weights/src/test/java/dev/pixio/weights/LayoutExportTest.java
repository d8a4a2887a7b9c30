package dev.pixio.weights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.model.Encoder;
import dev.pixio.model.Features;
import dev.pixio.model.GridMask;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.torch.Tensors;
import dev.pixio.weights.config.WeightHints;
import dev.pixio.weights.layout.WeightLayout;
import dev.pixio.weights.safetensors.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Exports models to every layout and reads them back. The files stay under {@code target/exported-layouts}, with the features of
 * images: {@code tools/reference/layouts_check.py} loads them with the libraries themselves.
 */
class LayoutExportTest {

    private static final Path FOLDER = Path.of("target", "exported-layouts");

    @ParameterizedTest
    @CsvSource({
        "a, 32, 8, 24, 3, 4, 8, 16, 2, 2",
        "b, 24, 4, 32, 4, 2, 5, 24, 3, 3",
        "one, 24, 4, 32, 4, 2, 1, 24, 3, 3"
    })
    void everyLayoutIsReadBackAsTheSameModel(
            String name,
            int image,
            int patch,
            int width,
            int heads,
            double ratio,
            int classTokens,
            int decoderWidth,
            int decoderHeads,
            int cell)
            throws IOException {
        PixioConfig config = new PixioConfig(
                new PatchGrid(image, image, 3, patch),
                new EncoderConfig(width, 2, heads, ratio, classTokens, 0),
                new DecoderConfig(decoderWidth, 2, decoderHeads, ratio),
                new MaskConfig(0.75, cell),
                Positions.LEARNED,
                PositionResize.PLAIN,
                PixioConfig.TokenStart.EQUAL);
        Path folder = Files.createDirectories(FOLDER.resolve(name));
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            torch.manual_seed(31);
            Pixio model = new Pixio(config, 31);
            Tensors.state(model)
                    .values()
                    .forEach(tensor -> tensor.add_(torch.randn_like(tensor).mul(new Scalar(0.1))));
            Path own = folder.resolve("pixio.safetensors");
            ModelFile.save(own, model, Map.of());
            Safetensors.write(folder.resolve("expected.safetensors"), expected(model), Map.of("config", text(config)));

            ModelFile saved = ModelFile.open(own);
            for (WeightLayout layout : layouts(classTokens)) {
                ConversionPlan plan = ConversionPlan.to(layout).withShardBytes(50_000);
                Conversion.of(saved, plan).write(path(folder, layout), Conversion.Existing.REPLACE);
            }
            ConversionPlan encoderOnly =
                    ConversionPlan.to(layouts(classTokens).get(0)).withParts(ConversionPlan.Parts.ENCODER);
            Conversion.of(saved, encoderOnly).write(folder.resolve("encoder.pth"), Conversion.Existing.REPLACE);

            WeightHints hints = WeightHints.NONE.withHeads(heads).withDecoderHeads(decoderHeads);
            for (WeightLayout layout : layouts(classTokens)) {
                ModelFile back = ModelFile.open(path(folder, layout), hints);
                assertThat(back.layout()).isEqualTo(layout);
                back.weights()
                        .forEach((tensor, values) -> assertThat(Tensors.toFloats(values))
                                .as("%s of %s", tensor, layout)
                                .isEqualTo(Tensors.toFloats(saved.weights().getOrDefault(tensor, values.add(values)))));
            }
        }
    }

    private static Path path(Path folder, WeightLayout layout) {
        return switch (layout) {
            case HUGGINGFACE -> folder.resolve("huggingface");
            case TIMM -> folder.resolve("timm.safetensors");
            default -> folder.resolve(layout + ".pth");
        };
    }

    private static List<WeightLayout> layouts(int classTokens) {
        return classTokens == 1
                ? List.of(WeightLayout.MAE)
                : List.of(
                        WeightLayout.OFFICIAL,
                        WeightLayout.LIGHTLY,
                        WeightLayout.LIGHTLY_SPLIT,
                        WeightLayout.TIMM,
                        WeightLayout.HUGGINGFACE);
    }

    private static String text(PixioConfig config) {
        return ModelFile.metadata(config, Map.of()).getOrDefault(ModelFile.CONFIG, "");
    }

    private static Map<String, Tensor> expected(Pixio model) {
        PatchGrid grid = model.config().grid();
        Map<String, Tensor> expected = new LinkedHashMap<>();
        Tensor pixels = torch.randn(2, 3, grid.height(), grid.width());
        Tensor other = torch.randn(1, 3, grid.height() + 2L * grid.patchSize(), grid.width() - grid.patchSize());
        expected.put("pixels", pixels);
        expected.put("pixels_other", other);
        expected.put("tokens", tokens(model.encoder(), pixels));
        expected.put("tokens_other", tokens(model.encoder(), other));
        Pixio antialiased = new Pixio(model.config().withPositionResize(PositionResize.ANTIALIASED), 0);
        Map<String, Tensor> state = Tensors.state(model);
        Tensors.state(antialiased).forEach((name, tensor) -> tensor.copy_(state.getOrDefault(name, tensor)));
        expected.put("tokens_other_antialiased", tokens(antialiased.encoder(), other));
        int cells = model.config().mask().cells(grid);
        Tensor noise = torch.rand(2, cells);
        GridMask mask = GridMask.fromNoise(noise, grid, model.config().mask());
        expected.put("kept", mask.kept());
        expected.put("masked", mask.masked());
        expected.put("predicted", model.forward(pixels, mask).predicted());
        return expected;
    }

    private static Tensor tokens(Encoder encoder, Tensor pixels) {
        Features features = encoder.features(pixels);
        return torch.cat(new TensorVector(features.classTokens(), features.patchTokens()), 1); // [B, K + N, D]
    }
}
