package dev.pixio.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.embed.EncoderSettings;
import dev.pixio.embed.ImageEncoder;
import dev.pixio.image.ImageEmbedder;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.scene.SceneSource;
import dev.pixio.torch.Tensors;
import dev.pixio.weights.ModelFile;
import dev.pixio.weights.safetensors.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** The option {@code --heads} of all commands that load weights, for a file that does not state the number. */
class HeadsTest {

    private static final String UNKNOWN = "the number of attention heads of the encoder of width 128 cannot be derived";

    @TempDir
    private Path folder;

    private Path stated;
    private Path bare;

    @BeforeEach
    void save() throws IOException {
        stated = folder.resolve("stated.safetensors");
        bare = folder.resolve("bare.safetensors");
        write(config(128, 4), stated, bare);
    }

    private static PixioConfig config(int width, int heads) {
        return new PixioConfig(
                new PatchGrid(32, 32, 3, 8),
                new EncoderConfig(width, 1, heads, 4, 2, 0),
                new DecoderConfig(48, 1, 3, 4),
                new MaskConfig(0.75, 1),
                Positions.LEARNED,
                PositionResize.ANTIALIASED,
                PixioConfig.TokenStart.EQUAL);
    }

    private static void write(PixioConfig config, Path stated, Path bare) throws IOException {
        try (PointerScope scope = new PointerScope()) {
            Pixio model = new Pixio(config, 3);
            ModelFile.save(stated, model, Map.of());
            Safetensors.write(bare, Tensors.state(model), Map.of());
        }
    }

    @Test
    void embedNeedsTheHeadsAndComputesTheSameFeaturesWithThem() throws IOException {
        Cli refused = embed(bare);
        Cli given = embed(bare, "--heads", "4");

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err().lines()).hasSize(1);
        assertThat(refused.err())
                .contains(bare + ": " + UNKNOWN, "set --heads N, a divisor of 128 such as 1, 2, 4, 8, 16");
        assertThat(given.err()).isEmpty();
        assertThat(features(bare, EncoderSettings.defaults().withHeads(4)))
                .isEqualTo(features(stated, EncoderSettings.defaults()))
                .isNotEqualTo(features(bare, EncoderSettings.defaults().withHeads(2)));
    }

    private static List<Float> features(Path weights, EncoderSettings settings) throws IOException {
        try (ImageEmbedder encoder = ImageEncoder.load(weights, settings.withPrecision("fp32"));
                SceneSource scenes = new SceneSource(0, 1, 32);
                dev.pixio.image.RgbImage image = scenes.read(0)) {
            List<Float> features = new ArrayList<>();
            for (float feature : encoder.embed(image)) {
                features.add(feature);
            }
            return features;
        }
    }

    @Test
    void featuresOfAnotherNumberOfHeadsAreNotAppended() {
        embed(bare, "--heads", "4");

        assertThat(embed(bare, "--heads", "2", "--append").err()).contains("the number of heads is 4, not 2");
        assertThat(embed(bare, "--heads", "4", "--append").code()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "2"})
    void headsThatDoNotFitTheFileAreRefusedInOneLine(String heads) {
        Cli refused = embed(stated, "--heads", heads);

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err())
                .isEqualToIgnoringNewLines("pixio: " + stated + ": --heads " + heads
                        + " contradicts the file, which has 4 heads in the encoder; leave out --heads");
        assertThat(embed(bare, "--heads", "5").err())
                .isEqualToIgnoringNewLines(
                        "pixio: " + bare + ": the encoder's width of 128 is not a multiple of 5 heads (--heads)");
    }

    @Test
    void anAssumptionIsSaidOnceAndIsInTheJson() throws IOException {
        Path usual = folder.resolve("usual.safetensors");
        write(config(192, 3), folder.resolve("other.safetensors"), usual);
        String line = "the file does not state the number of attention heads of the encoder: 3 are assumed, the usual"
                + " number for a width of 192; if it is another, set --heads";

        Cli embedded = embed(usual, "--json");
        Cli evaluated = evaluate("--weights", usual.toString(), "--json");

        assertThat(embedded.err()).isEqualToIgnoringNewLines("pixio: " + usual + ": " + line);
        assertThat(JsonMapper.shared()
                        .readTree(embedded.out())
                        .path("assumptions")
                        .path(0)
                        .asString())
                .isEqualTo(line);
        assertThat(evaluated.err()).isEqualToIgnoringNewLines("pixio: " + usual + ": " + line);
        assertThat(evaluated.out()).contains(line);
    }

    @Test
    void evaluateTakesANumberForEachOfTheWeights() {
        Cli each = evaluate("--weights", stated.toString(), "--weights", bare.toString(), "--heads", "4,4");
        Cli wrong = evaluate("--weights", stated.toString(), "--weights", bare.toString(), "--heads", "4,4,4");

        assertThat(each.err()).isEmpty();
        assertThat(each.code()).isZero();
        List<String> rows = each.out()
                .lines()
                .filter(row -> row.contains(folder.toString()))
                .toList();
        assertThat(rows).hasSize(2);
        assertThat(accuracies(rows.get(0))).isNotEmpty().isEqualTo(accuracies(rows.get(1)));
        assertThat(evaluate("--weights", bare.toString()).err()).contains(UNKNOWN);
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("--heads has 3 numbers for 2 --weights");
    }

    private static List<String> accuracies(String row) {
        return Arrays.stream(row.split("\\s+"))
                .skip(2)
                .filter(cell -> cell.matches("[0-9.±]+"))
                .limit(2)
                .toList();
    }

    @Test
    void reconstructNeedsTheHeadsOfBothParts() throws IOException {
        Path images = folder.resolve("scenes");
        Cli.run("data", "scenes", "--out", images.toString(), "--count", "2", "--size", "32");
        String[] command = {
            "reconstruct", "--weights", bare.toString(), "--image", images.toString(), "--out", folder + "/r.png"
        };

        assertThat(run(command).err()).contains(UNKNOWN);
        assertThat(run(command, "--heads", "4").err())
                .contains(
                        "the decoder of width 48 cannot be derived from the weights; set --decoder-heads N, a divisor of 48 such as 1, 2, 3,"
                                + " 4, 6");
        Cli done = run(command, "--heads", "4", "--decoder-heads", "3");
        assertThat(done.err()).isEmpty();
        assertThat(done.code()).isZero();
    }

    @Test
    void exportNeedsTheHeadsOfTheEncoder() {
        String[] command = {"export", "onnx", "--weights", bare.toString(), "--out", folder + "/e.onnx"};

        assertThat(run(command).err()).contains(UNKNOWN);
        assertThat(run(command, "--heads", "4").code()).isZero();
    }

    @Test
    void aTrainingAssumesTheHeadsOfItsPlan() {
        String[] command = {
            "pretrain",
            "--scenes",
            "8",
            "--batch-size",
            "8",
            "--epochs",
            "1",
            "--image-size",
            "32",
            "--patch-size",
            "8",
            "--class-tokens",
            "2",
            "--positions",
            "learned",
            "--model",
            "128x1x4",
            "--decoder",
            "48x1x3",
            "--mask-cell",
            "1",
            "--quiet",
            "--init",
            bare.toString(),
            "--overwrite",
            "--out",
            folder + "/run"
        };

        Cli planned = run(command);
        assertThat(planned.code()).isZero();
        assertThat(planned.err().lines())
                .containsExactly(
                        "pixio: " + bare
                                + ": the file does not state the number of attention heads of the encoder: 4 are"
                                + " assumed, as in the plan; if it is another, set --heads",
                        "pixio: " + bare
                                + ": the file does not state the number of attention heads of the decoder: 3 are"
                                + " assumed, as in the plan; if it is another, set --decoder-heads");
        assertThat(run(command, "--heads", "4", "--decoder-heads", "3").err()).isEmpty();
        assertThat(run(command, "--heads", "2", "--decoder-heads", "3").err())
                .contains("with 2 heads", "but the plan requires 128 x 1 blocks with 4 heads");
    }

    private static Cli run(String[] command, String... more) {
        return Cli.run(Stream.concat(Stream.of(command), Stream.of(more)).toArray(String[]::new));
    }

    private Cli embed(Path weights, String... more) {
        String[] command = {
            "embed",
            "--weights",
            weights.toString(),
            "--data",
            "scenes:2",
            "--out",
            folder + "/f.jsonl",
            "--precision",
            "fp32"
        };
        return run(command, more);
    }

    private static Cli evaluate(String... more) {
        String[] command = {
            "evaluate",
            "knn",
            "--train",
            "scenes:20",
            "--test",
            "scenes:10",
            "--k",
            "1",
            "--no-cache",
            "--no-baselines",
            "--precision",
            "fp32"
        };
        return run(command, more);
    }
}
