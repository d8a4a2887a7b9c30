package dev.pixio.cli.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.cli.Cli;
import dev.pixio.eval.score.LossScorer;
import dev.pixio.image.ImageDecoder;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.Pages;
import dev.pixio.image.raster.RasterDecoder;
import dev.pixio.image.raster.Scaling;
import dev.pixio.model.Pixio;
import dev.pixio.weights.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ChannelScoreTest {

    private static final Path GOLDEN = Path.of("src/test/resources/score");
    private static final Path MODEL =
            Path.of("src/test/resources/run-with-earlier-keys/checkpoints/step-10/model.safetensors");

    @TempDir
    private Path folder;

    private Path images;
    private Path scores;

    /** Three images of 13 channels, and a copy. */
    @BeforeEach
    void writeImages() throws IOException {
        images = folder.resolve("images");
        scores = folder.resolve("scores.jsonl");
        Tiffs.write(images, 3, 13);
        Files.copy(images.resolve("image1.tif"), images.resolve("image3.tif"));
    }

    /** Bytes that are scaled by their range are what 8-bit RGB is, so the loss is that of NumPy and torch. */
    @Test
    void aLossOfScaledSamplesIsThatOfTorch() throws IOException {
        JsonNode golden = JsonMapper.shared()
                .readTree(Files.readString(GOLDEN.resolve("scores.json")))
                .path("images");
        Pixio model = ModelFile.open(MODEL).load();
        ImageInput range = ImageInput.of(3, Scaling.RANGE, Pages.FIRST);
        try (LossScorer scorer = new LossScorer(model, range, 3, 7)) {
            for (String name : List.of("flat.png", "step.png", "waves.png")) {
                double loss =
                        scorer.loss(new RasterDecoder(ImageDecoder.withDefaults(), range).read(GOLDEN.resolve(name)));
                assertThat(loss).isCloseTo(golden.path(name).path("loss").asDouble(), within(1e-5));
            }
        }
    }

    @Test
    void weightsSayHowImagesAreReadForTheirScores() throws IOException {
        Path run =
                SmallTraining.run(folder.resolve("run"), images, "--channels", "13", "--scale", "window:5000..15000");
        Cli scored = score("--weights", run.toString());

        assertThat(scored.code()).as(scored.err()).isZero();
        assertThat(scored.out()).contains("4 images, 0 unreadable, 1 exact and ", "mean loss");
        Cli trained = Cli.run(
                "data",
                "curate",
                "--data",
                images.toString(),
                "--channels",
                "13",
                "--scores",
                scores.toString(),
                "--drop-duplicates",
                "exact",
                "--sheet",
                folder.resolve("dropped.png").toString());
        assertThat(trained.out()).contains("3 kept of 4 images");
        // The dropped image is drawn: a tile that could not be read is grey alone.
        var sheet = ImageIO.read(folder.resolve("dropped.png").toFile());
        assertThat(sheet.getRGB(60, 60) & 0xFFFFFF).isNotEqualTo(0xE1E1E1);
        Cli refused = score("--weights", run.toString(), "--channels", "4", "--overwrite");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err())
                .contains(
                        "takes images of --channels 13 --scale window:5000..15000 --pages first, not of --channels 4");
    }

    @Test
    void withoutWeightsOptionsSayIt() throws IOException {
        assertThat(score("--channels", "13").code()).isZero();
        JsonNode byRange = first();
        Cli curated = Cli.run(
                "data",
                "curate",
                "--data",
                images.toString(),
                "--scores",
                scores.toString(),
                "--drop-duplicates",
                "exact");
        assertThat(curated.out()).as("no image is read without a sheet").contains("3 kept of 4 images");
        assertThat(score("--channels", "13", "--scale", "window:5000..15000", "--overwrite")
                        .code())
                .isZero();
        JsonNode byWindow = first();

        assertThat(byRange.path("width").asInt()).isEqualTo(24);
        // Samples are 10,000 +- 4,100 of 65,535: some 32 levels of 256 by the range, some 200 by the window.
        assertThat(byRange.path("entropy").asDouble()).isBetween(3.0, 5.1);
        assertThat(byWindow.path("entropy").asDouble()).isBetween(6.5, 8.0);
        assertThat(byWindow.path("sha256")).isNotEqualTo(byRange.path("sha256"));
        assertThat(score("--channels", "12", "--overwrite").err())
                .contains("has 13 channels, where the model takes 12");
    }

    private JsonNode first() throws IOException {
        return JsonMapper.shared().readTree(Files.readAllLines(scores).get(0));
    }

    private Cli score(String... options) {
        String[] start = {"data", "score", "--data", images.toString(), "--out", scores.toString()};
        String[] all = Arrays.copyOf(start, start.length + options.length);
        System.arraycopy(options, 0, all, start.length, options.length);
        return Cli.run(all);
    }
}
