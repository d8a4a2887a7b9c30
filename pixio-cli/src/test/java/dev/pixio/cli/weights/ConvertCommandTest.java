package dev.pixio.cli.weights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.cli.Cli;
import dev.pixio.model.Encoder;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.torch.Tensors;
import dev.pixio.train.plan.PlanFile;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.weights.ModelFile;
import dev.pixio.weights.safetensors.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConvertCommandTest {

    private static final PixioConfig CONFIG = new PixioConfig(
            new PatchGrid(32, 32, 3, 8),
            new EncoderConfig(32, 2, 4, 4, 3, 0),
            new DecoderConfig(16, 1, 2, 4),
            new MaskConfig(0.75, 2),
            Positions.LEARNED,
            PositionResize.PLAIN,
            PixioConfig.TokenStart.EQUAL);

    @TempDir
    private Path folder;

    private Path model;

    @BeforeEach
    void saveModel() throws IOException {
        model = folder.resolve("model.safetensors");
        ModelFile.save(model, new Pixio(CONFIG, 7), Map.of("pixio.step", "12"));
    }

    @Test
    void aFileInPlaceOfAFolderIsNamed() throws IOException {
        Path photo = Files.writeString(folder.resolve("photo.jpg"), "photo");

        for (String layout : new String[] {"official", "huggingface"}) {
            Path to = photo.resolve("x.pth");
            assertThat(convert("--from", model.toString(), "--to", to.toString(), "--layout", layout)
                            .err())
                    .isEqualTo("pixio: " + to + ": " + photo + " is a file, not a folder\n");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "official, a.safetensors",
        "official, a.pth",
        "lightly, a.safetensors",
        "lightly-split, a.safetensors",
        "timm, a.safetensors",
        "huggingface, a",
        "pixio, a.safetensors"
    })
    void convertingThereAndBackChangesNothing(String layout, String name) throws IOException {
        Path target = folder.resolve(name);
        Path back = folder.resolve("back.safetensors");

        Cli exported = convert("--from", model.toString(), "--to", target.toString(), "--layout", layout);
        assertThat(exported.err()).isEmpty();
        assertThat(exported.out()).contains("to         " + target + ": " + layout, "missing    nothing");

        Cli imported =
                convert("--from", target.toString(), "--to", back.toString(), "--heads", "4", "--decoder-heads", "2");
        assertThat(imported.err()).isEmpty();
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> before = Safetensors.read(model).tensors();
            Map<String, Tensor> after = Safetensors.read(back).tensors();
            boolean encoderAlone = layout.equals("timm") || layout.equals("huggingface");
            before.keySet().removeIf(tensor -> encoderAlone && tensor.startsWith("decoder."));
            assertThat(after.keySet()).containsExactlyInAnyOrderElementsOf(before.keySet());
            before.forEach(
                    (tensor, values) -> assertThat(Tensors.toFloats(after.getOrDefault(tensor, values.add(values))))
                            .as(tensor)
                            .isEqualTo(Tensors.toFloats(values)));
        }
    }

    @Test
    void aTorchFileNeedsHeadsAndASafetensorsFileDoesNot() throws IOException {
        Path zip = folder.resolve("a.pth");
        Path safe = folder.resolve("a.safetensors");
        convert("--from", model.toString(), "--to", zip.toString(), "--layout", "official");
        convert("--from", model.toString(), "--to", safe.toString(), "--layout", "official");

        Cli refused = convert(
                "--from",
                zip.toString(),
                "--to",
                folder.resolve("b.safetensors").toString());
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("width 32 cannot be derived from the weights; set --heads");
        try (PointerScope scope = new PointerScope()) {
            assertThat(ModelFile.open(safe).config()).isEqualTo(CONFIG);
            assertThat(ModelFile.open(safe).content().metadata()).containsEntry("pixio.step", "12");
        }
    }

    @Test
    void anExistingFileIsOnlyReplacedWithOverwrite() throws IOException {
        Path existing = folder.resolve("taken.safetensors");
        Files.writeString(existing, "mine");

        Cli refused = convert("--from", model.toString(), "--to", existing.toString(), "--layout", "official");

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err())
                .isEqualToIgnoringNewLines("pixio: " + existing
                        + " already exists; choose another path, or use --overwrite to replace it");
        assertThat(existing).hasContent("mine");
        assertThat(convert("--from", model.toString(), "--to", existing.toString(), "--overwrite")
                        .code())
                .isZero();
        assertThat(Safetensors.read(existing).tensors()).isNotEmpty();
        assertThat(folder).isDirectoryNotContaining("glob:**.{part,new}*");
    }

    @Test
    void aTransformersFolderIsReplacedAndOtherFilesStay() throws IOException {
        Path hub = folder.resolve("hub");
        String[] sharded = {
            "--from", model.toString(), "--to", hub.toString(), "--layout", "huggingface", "--shard-size", "40KB"
        };
        assertThat(convert(sharded).out())
                .contains("left out   the decoder, 20 tensors: the layout huggingface has none");
        Files.writeString(hub.resolve("README.md"), "mine");
        assertThat(hub.resolve("model.safetensors.index.json")).exists();

        assertThat(convert(sharded).err()).contains("already contains a model");
        Cli whole = convert(
                "--from",
                model.toString(),
                "--to",
                hub.toString(),
                "--layout",
                "huggingface",
                "--overwrite",
                "--dtype",
                "bf16");

        assertThat(whole.err()).isEmpty();
        assertThat(hub).isDirectoryContaining("glob:**README.md");
        assertThat(hub.resolve("model.safetensors.index.json")).doesNotExist();
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            ModelFile opened = ModelFile.open(hub);
            assertThat(opened.weights().values())
                    .allMatch(tensor -> tensor.scalar_type().intern() == ScalarType.BFloat16);
            Encoder half = opened.loadEncoder();
            Encoder own = ModelFile.open(model).loadEncoder();
            Tensor pixels = torch.randn(1, 3, 32, 32);
            Tensor off = half.features(pixels)
                    .representation()
                    .sub(own.features(pixels).representation())
                    .abs();
            assertThat(off.max().item_double()).isLessThan(0.1);
        }
    }

    @Test
    void leftOverTensorsAreOnlyDroppedOnRequest() throws IOException {
        Path extended = folder.resolve("extended.safetensors");
        Path out = folder.resolve("out.safetensors");
        try (PointerScope scope = new PointerScope()) {
            Safetensors read = Safetensors.read(model);
            Map<String, Tensor> more = new LinkedHashMap<>(read.tensors());
            more.put("probe.weight", Tensors.of(new float[] {1}, 1));
            Safetensors.write(extended, more, read.metadata());
        }

        Cli refused = convert("--from", extended.toString(), "--to", out.toString());
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err())
                .isEqualToIgnoringNewLines("pixio: " + extended + " does not fit the model: left over probe.weight");
        assertThat(out).doesNotExist();

        Cli dropped = convert("--from", extended.toString(), "--to", out.toString(), "--drop-left-over");
        assertThat(dropped.code()).isZero();
        assertThat(dropped.out()).contains("left over  probe.weight");
    }

    @Test
    void theSourceLayoutCanBeGiven() throws IOException {
        Path official = folder.resolve("official.safetensors");
        convert("--from", model.toString(), "--to", official.toString(), "--layout", "official");

        Cli timm = convert(
                "--from",
                official.toString(),
                "--to",
                folder.resolve("x.safetensors").toString(),
                "--from-layout",
                "timm");
        Cli lightly = convert(
                "--from",
                official.toString(),
                "--to",
                folder.resolve("y.safetensors").toString(),
                "--from-layout",
                "lightly");

        assertThat(timm.code()).isEqualTo(1);
        assertThat(timm.err()).contains("left over").contains("decoder_embed.weight");
        assertThat(lightly.err()).contains("not have the names of the layout lightly; they look like official");
    }

    @Test
    void aTrainingStartsFromWeightsOfAnotherLibrary() throws IOException {
        Path official = folder.resolve("official.safetensors");
        convert("--from", model.toString(), "--to", official.toString(), "--layout", "official");
        Path file = folder.resolve("plan.yaml");
        PixioConfig other = CONFIG.withMask(new MaskConfig(0.5, 1))
                .withEncoder(CONFIG.encoder().withDropPath(0.1));
        PlanFile.write(
                file,
                TrainingPlan.recipe("quick")
                        .model(other)
                        .batchSize(2)
                        .maxSteps(1)
                        .build());
        String[] arguments = {
            "pretrain",
            "--config",
            file.toString(),
            "--init",
            official.toString(),
            "--scenes",
            "4",
            "--quiet",
            "--out",
            folder.resolve("run").toString()
        };

        Cli trained = Cli.run(arguments);

        assertThat(trained.err()).isEmpty();
        assertThat(trained.out()).startsWith("Done: 1 step");
        PlanFile.write(file, TrainingPlan.recipe("quick").build());
        arguments[arguments.length - 1] = folder.resolve("again").toString();
        assertThat(Cli.run(arguments).err())
                .contains(" has an encoder of ", ", but the plan requires 192 x 12 blocks with 3 heads");
    }

    @Test
    void positionsAreWrittenForASize() {
        String to = folder.resolve("larger").toString();
        Cli larger = convert("--from", model.toString(), "--to", to, "--layout", "huggingface", "--image-size", "48");
        assertThat(larger.err()).isEmpty();
        assertThat(larger.out()).contains("48 x 48 pixels, learned positions");

        String file = folder.resolve("larger.safetensors").toString();
        assertThat(convert("--from", model.toString(), "--to", file, "--image-size", "48")
                        .err())
                .contains("--image-size is for an encoder alone: add --encoder-only");
        assertThat(convert("--from", model.toString(), "--to", file, "--encoder-only", "--image-size", "50")
                        .err())
                .contains("50 x 50 pixels cannot be cut into patches of 8");
        assertThat(folder.resolve("larger.safetensors")).doesNotExist();
    }

    private static Cli convert(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "convert";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return Cli.run(all);
    }
}
