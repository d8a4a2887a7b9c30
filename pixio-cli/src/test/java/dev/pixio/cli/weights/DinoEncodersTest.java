package dev.pixio.cli.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.cli.Cli;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.EncoderOptions;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.model.config.PositionEncoding;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.nn.option.LayerScale;
import dev.pixio.nn.option.MlpKind;
import dev.pixio.torch.Tensors;
import dev.pixio.train.plan.PlanFile;
import dev.pixio.weights.Conversion;
import dev.pixio.weights.ConversionPlan;
import dev.pixio.weights.ModelFile;
import dev.pixio.weights.layout.WeightLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands with encoders that have the options of DINOv2 and DINOv3. */
class DinoEncodersTest {

    @TempDir
    private Path folder;

    /** Small encoders of the two families. */
    enum Family {
        SECOND(
                new EncoderOptions(3, LayerScale.PER_CHANNEL, MlpKind.SWIGLU, PositionEncoding.ADDED),
                128 / 48.0,
                42,
                14),
        THIRD(new EncoderOptions(4, LayerScale.PER_CHANNEL, MlpKind.GELU, PositionEncoding.rotary(100)), 4, 32, 16);

        @SuppressWarnings("ImmutableEnumChecker") // a record of records and numbers
        private final PixioConfig config;

        Family(EncoderOptions options, double ratio, int image, int patch) {
            this.config = new PixioConfig(
                    new PatchGrid(image, image, 3, patch),
                    new EncoderConfig(48, 2, 2, ratio, 1, 0, options),
                    new DecoderConfig(16, 1, 2, 4),
                    new MaskConfig(0.5, 1),
                    Positions.LEARNED,
                    PositionResize.ANTIALIASED,
                    PixioConfig.TokenStart.EQUAL);
        }
    }

    /** The encoder of a family in a layout, and in this project's own. */
    private record Saved(Path own, Path other) {}

    private Saved save(Family family, WeightLayout layout) throws IOException {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Pixio model = new Pixio(family.config, 3);
            torch.manual_seed(1);
            Tensors.parameters(model).forEach((name, tensor) -> {
                boolean keyBias = name.startsWith("encoder.") && name.endsWith("qkv.bias");
                Tensor noise = torch.randn_like(tensor);
                if (keyBias) {
                    noise.narrow(0, 48, 48).zero_();
                }
                tensor.add_(noise, new Scalar(0.1));
            });
            Path own = folder.resolve("own.safetensors");
            ModelFile.save(own, model, Map.of());
            Path other = folder.resolve(layout == WeightLayout.HUGGINGFACE ? "other" : "other.safetensors");
            Conversion.of(ModelFile.open(own), ConversionPlan.to(layout).withParts(ConversionPlan.Parts.ENCODER))
                    .write(other, Conversion.Existing.REFUSE);
            return new Saved(own, other);
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void featuresOfBothLayoutsAreEqual(Family family) throws IOException {
        Saved saved = save(family, WeightLayout.HUGGINGFACE);

        List<JsonNode> own = embed(saved.own(), "own.jsonl");
        List<JsonNode> other = embed(saved.other(), "other.jsonl");

        assertThat(own).hasSize(3).hasSameSizeAs(other);
        for (int row = 0; row < own.size(); row++) {
            JsonNode values = own.get(row).path("features");
            assertThat(values.size()).isEqualTo(48); // one class token: registers are no part of the features
            for (int i = 0; i < values.size(); i++) {
                assertThat(other.get(row).path("features").path(i).asDouble())
                        .isCloseTo(values.path(i).asDouble(), within(1e-5));
            }
        }
    }

    private List<JsonNode> embed(Path weights, String name) throws IOException {
        Path out = folder.resolve(name);
        Cli run = Cli.run(
                "embed",
                "--weights",
                weights.toString(),
                "--data",
                "scenes:3",
                "--out",
                out.toString(),
                "--precision",
                "fp32");
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        List<JsonNode> rows = new ArrayList<>();
        for (String line : Files.readAllLines(out)) {
            rows.add(JsonMapper.shared().readTree(line));
        }
        return rows;
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void evaluationComparesWithAnUntrainedEncoderOfTheSameShape(Family family) throws IOException {
        Saved saved = save(family, WeightLayout.TIMM);

        Cli run = Cli.run(
                "evaluate",
                "knn",
                "--weights",
                saved.other().toString(),
                "--train",
                "scenes:40",
                "--test",
                "scenes:20",
                "--precision",
                "fp32");

        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("untrained");
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void theExportIsCheckedWithOnnxRuntime(Family family) throws IOException {
        Saved saved = save(family, WeightLayout.TIMM);
        Path out = folder.resolve("encoder.onnx");

        Cli run = Cli.run("export", "onnx", "--weights", saved.other().toString(), "--out", out.toString());

        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("class_tokens [batch, 1, 48], patch_tokens [batch, " + (family == Family.SECOND ? 9 : 4)
                        + ", 48]");
        assertThat(out).exists();
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void conversionPrintsTheOptions(Family family) throws IOException {
        Saved saved = save(family, WeightLayout.TIMM);

        Cli run = Cli.run(
                "convert",
                "--from",
                saved.other().toString(),
                "--to",
                folder.resolve("back").toString(),
                "--layout",
                "huggingface");

        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains(
                        family == Family.SECOND
                                ? "LayerScale, gated MLPs (SwiGLU) and 3 registers"
                                : "LayerScale, 4 registers and rotary positions");
        assertThat(folder.resolve("back/config.json"))
                .content()
                .contains(family == Family.SECOND ? "dinov2_with_registers" : "dinov3_vit");
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void aTrainingStartsFromTheEncoderAndIsResumed(Family family) throws IOException {
        Saved saved = save(family, WeightLayout.TIMM);

        Cli run = pretrain(saved.other(), "--max-steps", "2");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .contains(
                        family == Family.SECOND
                                ? "the encoder keeps LayerScale, gated MLPs (SwiGLU) and 3 registers"
                                : "the encoder keeps LayerScale, 4 registers and rotary positions");
        Path out = folder.resolve("run");
        assertThat(PlanFile.read(out.resolve("config.yaml")).model().encoder().options())
                .isEqualTo(family.config.encoder().options());
        try (PointerScope scope = new PointerScope()) {
            assertThat(ModelFile.open(out).load().config().encoder().options())
                    .isEqualTo(family.config.encoder().options());
        }
        Files.delete(saved.other());
        Cli resumed = Cli.run("pretrain", "--resume", out.toString(), "--max-steps", "4");
        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(resumed.out()).contains("Done: 4 steps");
    }

    @Test
    void registersBecomeClassTokensIfThePlanHasNone() throws IOException {
        Saved saved = save(Family.SECOND, WeightLayout.TIMM);

        Cli run = pretrain(saved.other(), "--max-steps", "1", "--registers", "0", "--class-tokens", "4");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("registers: 3 of the file's 3 become class tokens, without positions");
    }

    private Cli pretrain(Path weights, String... more) {
        List<String> command = new ArrayList<>(List.of(
                "pretrain",
                "--scenes",
                "8",
                "--batch-size",
                "4",
                "--image-size",
                "32",
                "--patch-size",
                "8",
                "--class-tokens",
                "1",
                "--positions",
                "learned",
                "--model",
                "48x2x2",
                "--decoder",
                "16x1x2",
                "--mask-cell",
                "1",
                "--out",
                folder.resolve("run").toString(),
                "--init",
                weights.toString()));
        command.addAll(List.of(more));
        return Cli.run(command.toArray(String[]::new));
    }
}
