package dev.pixio.cli.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.cli.Cli;
import dev.pixio.data.folder.FolderSource;
import dev.pixio.data.score.ImageScore;
import dev.pixio.data.score.ImageScores;
import dev.pixio.data.score.ScoreJson;
import dev.pixio.embed.WeightFingerprint;
import dev.pixio.eval.score.ScoreFormat;
import dev.pixio.weights.ModelFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Scores of images, and trainings on those that rules keep. */
class CurationTest {

    private static final Path GOLDEN = ScoredImages.GOLDEN;
    private static final String MODEL =
            "src/test/resources/run-with-earlier-keys/checkpoints/step-10/model.safetensors";

    @TempDir
    private Path folder;

    private Path images;
    private Path scores;

    @BeforeEach
    void makeImages() throws IOException {
        images = ScoredImages.make(folder);
        scores = folder.resolve("scores.jsonl");
    }

    private Cli score(String... more) {
        return ScoredImages.score(images, scores, more);
    }

    @Test
    void scoresAreThoseOfNumPyAndTorch() throws IOException {
        JsonNode golden = JsonMapper.shared().readTree(Files.readString(GOLDEN.resolve("scores.json")));
        Cli scored = score("--weights", MODEL, "--masks", "3", "--seed", "7");

        assertThat(scored.code()).as(scored.err()).isZero();
        assertThat(scored.out()).contains("5 images, 1 unreadable, 1 exact and 0 near duplicates");
        int compared = 0;
        for (String line : Files.readAllLines(scores)) {
            JsonNode score = JsonMapper.shared().readTree(line);
            JsonNode expected = golden.path("images").path(score.path("path").asString());
            if (expected.isObject()) {
                assertThat(score.path("entropy").asDouble())
                        .isCloseTo(expected.path("entropy").asDouble(), within(1e-9));
                assertThat(score.path("loss").asDouble())
                        .isCloseTo(expected.path("loss").asDouble(), within(1e-5));
                compared++;
            }
        }
        assertThat(compared).isEqualTo(3);
        assertThat(Files.readString(scores))
                .contains("{\"path\":\"page.jpg\",\"error\":\"")
                .contains("\"duplicate_of\":\"step.png\"");
    }

    @Test
    void neitherThreadsNorAnInterruptionChangeTheFile() throws IOException {
        assertThat(score("--weights", MODEL, "--threads", "1").code()).isZero();
        byte[] expected = Files.readAllBytes(scores);
        for (String threads : List.of("2", "7")) {
            assertThat(score("--weights", MODEL, "--overwrite", "--threads", threads)
                            .code())
                    .isZero();
            assertThat(scores).hasBinaryContent(expected);
        }

        // As if killed while the fourth line was written: after the settings, two lines and a half.
        Path partial = folder.resolve("scores.jsonl.partial");
        String text = new String(expected, StandardCharsets.UTF_8);
        int second = text.indexOf('\n', text.indexOf('\n') + 1) + 1;
        Files.delete(scores);
        Files.writeString(partial, settings() + text.substring(0, second + 20));
        Cli continued = score("--weights", MODEL, "--threads", "2");

        assertThat(continued.code()).as(continued.err()).isZero();
        assertThat(continued.out()).contains("continues ");
        assertThat(scores).hasBinaryContent(expected);
        assertThat(partial).doesNotExist();

        Files.delete(scores);
        Files.writeString(partial, settings() + text.substring(0, second));
        Cli refused = score("--weights", MODEL, "--masks", "2");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("it was begun with other images, weights or settings");
    }

    @Test
    void parquetHasTheScoresOfJsonLines() throws IOException {
        assertThat(score("--weights", MODEL).code()).isZero();
        String fromLines = curated(scores);
        List<String> lines = Files.readAllLines(scores);
        Path table = folder.resolve("scores.parquet");
        // As if killed after the second image.
        Files.writeString(
                folder.resolve("scores.parquet.partial"), settings() + String.join("\n", lines.subList(0, 2)) + "\n");
        Cli scored =
                Cli.run("data", "score", "--data", images.toString(), "--out", table.toString(), "--weights", MODEL);

        assertThat(scored.code()).as(scored.err()).isZero();
        assertThat(scored.out()).contains("continues ").contains("5 images, 1 unreadable");
        assertThat(folder.resolve("scores.parquet.partial")).doesNotExist();
        assertThat(curated(table)).isEqualTo(fromLines).contains("low entropy: flat.png: entropy 0.34");
        ImageScores read = ScoreFormat.read(table);
        for (String line : lines) {
            ImageScore expected = ScoreJson.parse(line);
            assertThat(read.of(expected.path())).contains(expected);
        }
    }

    private String curated(Path file) {
        return curated(file, "--min-entropy", "2", "--drop-duplicates", "near", "--sample-by-loss");
    }

    private String curated(Path file, String... rules) {
        List<String> arguments = new ArrayList<>(
                List.of("data", "curate", "--data", images.toString(), "--scores", file.toString(), "--list"));
        arguments.addAll(List.of(rules));
        Cli curated = Cli.run(arguments.toArray(String[]::new));
        assertThat(curated.code()).as(curated.err()).isZero();
        return curated.out();
    }

    /** A table that pandas wrote, compressed and with the names of the official files. */
    @Test
    void parquetOfAnotherProgramIsRead() {
        Cli curated = Cli.run(
                "data",
                "curate",
                "--data",
                images.toString(),
                "--scores",
                GOLDEN.resolve("official.parquet").toString(),
                "--min-entropy",
                "2",
                "--min-side",
                "40",
                "--list");

        assertThat(curated.code()).as(curated.err()).isZero();
        assertThat(curated.out()).contains("too small: step.png").contains("low entropy: flat.png: entropy 1.5");
        assertThat(curated.out()).contains("3 kept of 5 images");
    }

    @Test
    void extensionsMayBeInCapitals() throws IOException {
        scores = folder.resolve("SCORES.PARQUET");
        assertThat(score().code()).isZero();
        assertThat(Files.readAllBytes(scores)).startsWith('P', 'A', 'R', '1');
        assertThat(curated(scores, "--min-entropy", "2")).contains("low entropy: flat.png: entropy 0.34");
        assertThat(ScoreFormat.read(folder).of("flat.png")).isPresent();
    }

    /** The first line of a partial file. */
    private String settings() throws IOException {
        ModelFile file = ModelFile.open(Path.of(MODEL));
        String weights = WeightFingerprint.of(file.load());
        try (FolderSource source = FolderSource.of(images)) {
            return "{\"images\":5,\"fingerprint\":\"" + source.fingerprint() + "\",\"weights\":\"" + weights
                    + "\",\"masks\":4,\"seed\":0,\"near_distance\":3}\n";
        }
    }

    @Test
    void aTrainingHasTheKeptImagesAndIsNotContinuedWithOtherScores() throws IOException {
        assertThat(score().code()).isZero();
        Path run = folder.resolve("run");
        Cli trained = pretrain("--out", run.toString(), "--data", images.toString(), "--scores", scores.toString());

        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.out())
                .contains("2 kept of 5 images")
                .contains("dropped: 1 unreadable, 1 low entropy, 1 exact duplicate");
        assertThat(Files.readString(run.resolve("config.yaml")))
                .contains("minEntropy: 2")
                .contains("duplicates: exact");

        Cli longer = Cli.run("pretrain", "--resume", run.toString(), "--epochs", "2");
        assertThat(longer.code()).as(longer.err()).isZero();
        Files.writeString(scores, Files.readString(scores).replace("\"entropy\":7.", "\"entropy\":6."));
        Cli refused = Cli.run("pretrain", "--resume", run.toString(), "--epochs", "3");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("or their scores, differ");
    }

    private static Cli pretrain(String... more) {
        List<String> arguments = new ArrayList<>(List.of("pretrain", "--model", "16x1x1", "--image-size", "32"));
        arguments.addAll(
                List.of("--patch-size", "8", "--mask-cell", "1", "--class-tokens", "1", "--decoder", "16x1x1"));
        arguments.addAll(List.of("--batch-size", "2", "--epochs", "1", "--device", "cpu", "--precision", "fp32"));
        arguments.addAll(
                List.of("--no-report", "--no-tensorboard", "--min-entropy", "2", "--drop-duplicates", "exact"));
        arguments.addAll(List.of(more));
        return Cli.run(arguments.toArray(String[]::new));
    }

    @Test
    void rulesNeedScores() {
        Cli refused = pretrain("--out", folder.resolve("run").toString(), "--data", images.toString());

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("need --scores FILE; write it with pixio data score");
    }

    @Test
    void droppedImagesAreListedAndDrawn() {
        assertThat(score().code()).isZero();
        Path sheet = folder.resolve("dropped.png");
        Cli curated = Cli.run(
                "data",
                "curate",
                "--data",
                images.toString(),
                "--scores",
                scores.toString(),
                "--min-entropy",
                "2",
                "--list",
                "--sheet",
                sheet.toString());

        assertThat(curated.code()).as(curated.err()).isZero();
        assertThat(curated.out())
                .contains("low entropy: flat.png: entropy 0.34")
                .contains("3 kept of 5 images");
        assertThat(sheet).exists();
    }

    @Test
    void aViewIsTheOutlinedPartOfItsImage() throws IOException {
        Path out = folder.resolve("views.png");
        Cli shown = Cli.run(
                "data",
                "show",
                "--data",
                images.resolve("flat.png").toString(),
                "--out",
                out.toString(),
                "--views",
                "1",
                "--image-size",
                "32",
                "--min-scale",
                "1");

        assertThat(shown.code()).as(shown.err()).isZero();
        BufferedImage sheet = ImageIO.read(out.toFile());
        // The crop is the whole image: red at its left edge, and above its view; both show the bright patch.
        assertThat(sheet.getRGB(7, 120)).isEqualTo(0xFFE61E1E);
        assertThat(sheet.getRGB(6 + 192 + 6 + 20, 27)).isEqualTo(0xFFE61E1E);
        assertThat(sheet.getRGB(6 + 72, 26 + 72) & 0xFF).isLessThan(40);
        assertThat(sheet.getRGB(6 + 140, 26 + 140)).isEqualTo(0xFF5A5A5A);
    }
}
