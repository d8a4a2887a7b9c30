package dev.pixio.cli.embed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.cli.Cli;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.weights.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EmbedCommandTest {

    @TempDir
    private static Path models;

    private static Path weights;

    @TempDir
    private Path folder;

    @BeforeAll
    static void save() throws IOException {
        PixioConfig config = new PixioConfig(
                new PatchGrid(32, 32, 3, 8),
                new EncoderConfig(16, 2, 2, 4, 2, 0),
                new DecoderConfig(16, 1, 1, 4),
                new MaskConfig(0.5, 1),
                Positions.LEARNED,
                PositionResize.ANTIALIASED,
                PixioConfig.TokenStart.EQUAL);
        weights = models.resolve("tiny.safetensors");
        ModelFile.save(weights, new Pixio(config, 1), Map.of());
    }

    private Cli embed(String out, String... more) {
        List<String> arguments = Stream.concat(
                        Stream.of("embed", "--weights", weights.toString(), "--out", out(out).toString()),
                        Stream.of(more))
                .toList();
        return Cli.run(arguments.toArray(String[]::new));
    }

    private Path out(String name) {
        return folder.resolve(name);
    }

    @Test
    void imagesBecomeRowsAndAppendKeepsThem() throws IOException {
        Cli first = embed("f.csv", "--data", "scenes:5");

        assertThat(first.err()).isEmpty();
        assertThat(first.code()).isZero();
        assertThat(first.out())
                .contains("5 built-in scenes", "class-mean of block 2 after the norm")
                .contains("f.csv: 5 images, 16 features each; 5 in ")
                .doesNotContain("\u001b");
        List<String> lines = Files.readAllLines(out("f.csv"));
        assertThat(lines).hasSize(6).element(1).asString().startsWith("scene 0,");

        Cli refused = embed("f.csv", "--data", "scenes:5");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err().lines()).hasSize(1).first().asString().contains("--append", "--overwrite");

        Cli more = embed("f.csv", "--data", "scenes:7", "--append", "--json");
        assertThat(more.out().lines()).hasSize(1);
        JsonNode result = JsonMapper.shared().readTree(more.out());
        assertThat(result.path("images").asInt()).isEqualTo(7);
        assertThat(result.path("added").asInt()).isEqualTo(2);
        assertThat(result.path("origin").path("pooling").asString()).isEqualTo("class-mean");
        assertThat(Files.readAllLines(out("f.csv"))).hasSize(8).startsWith(lines.toArray(String[]::new));
    }

    @Test
    void parquetIsOnTheClassPath() {
        Cli done = embed(
                "f.parquet",
                "--data",
                "scenes:3",
                "--pool",
                "maps",
                "--image-size",
                "40x64",
                "--block",
                "1",
                "--quiet");

        assertThat(done.err()).isEmpty();
        assertThat(done.out()).startsWith(out("f.parquet") + ": 3 images, 16 x 5 x 8 features each");
    }

    @Test
    void featuresOfOtherSettingsAreNotAppended() {
        embed("f.jsonl", "--data", "scenes:2");

        Cli refused = embed("f.jsonl", "--data", "scenes:3", "--append", "--norm", "before");

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("norm is after, not before");
    }

    @ParameterizedTest
    @CsvSource({
        "f.hdf5, --pool, class-mean, '.parquet, .npy'",
        "f.npy, --pool, mean, 'class-mean, class-concat'",
        "f.npy, --norm, never, 'before or after, not never'",
        "f.npy, --image-size, 36, 'patches of 8'",
        "f.npy, --image-size, big, 'HEIGHTxWIDTH'",
        "f.npy, --block, 3, '1 to 2'",
        "f.csv, --dtype, fp16, '.npy and .safetensors'",
        "f.npy, --batch-size, 0, 'at least 1'",
        "f.npy, --device, tpu, 'there is cpu'"
    })
    void invalidOptionsAreWrongUsage(String file, String option, String value, String message) {
        Cli refused = embed(file, "--data", "scenes:2", option, value);

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains(message);
        assertThat(out(file)).doesNotExist();
    }

    @Test
    void zeroScenesAreWrongUsage() {
        Cli refused = embed("f.csv", "--data", "scenes:0");

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("the number of scenes must be at least 1, not 0");
    }
}
