package dev.pixio.cli.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.cli.Cli;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code pixio evaluate dense} end to end. */
class EvaluateDenseCommandTest {

    @TempDir
    private Path folder;

    @Test
    void theTableHasTheBaselines() throws IOException {
        Cli found = dense("--image-size", "40");

        assertThat(found.err()).isEmpty();
        assertThat(found.code()).isZero();
        assertThat(found.out())
                .contains("20 built-in scenes of 40 x 40", "10 built-in scenes of 40 x 40", "12 classes")
                .containsPattern("features +mIoU +3 regions +accuracy +depth d1 +RMSE log +images/s")
                .containsPattern("untrained +\\d+\\.\\d ±\\d+\\.\\d ")
                .containsPattern("\npixels +\\d")
                .containsPattern("\nguessing +\\d")
                .doesNotContain("\u001b");
    }

    @Test
    void jsonWithoutAFileIsTheOnlyOutputAndTheSameForTheSameSeed() throws IOException {
        Cli found = dense("--json", "--no-baselines", "--block", "1", "--norm", "before");
        JsonNode report = JsonMapper.shared().readTree(found.out());
        JsonNode row = report.path("rows").path(0);

        assertThat(report.path("protocol").asString()).isEqualTo("dense");
        assertThat(report.path("rows")).hasSize(2);
        assertThat(row.path("features").path("block").asInt()).isEqualTo(1);
        assertThat(row.path("segmentation").path("miou").isNumber()).isTrue();
        assertThat(row.path("depth").path("d1").isNumber()).isTrue();
        JsonNode again = JsonMapper.shared()
                .readTree(dense("--json", "--no-baselines", "--block", "1", "--norm", "before")
                        .out());
        assertThat(again.path("rows").path(0).path("segmentation")).isEqualTo(row.path("segmentation"));
        assertThat(again.path("rows").path(0).path("depth")).isEqualTo(row.path("depth"));
    }

    @Test
    void aRunReceivesItsEvaluationBesideOthers() throws IOException {
        Path run = TinyWeights.run(folder);
        Path json = folder.resolve("all.json");

        for (List<String> evaluation : List.of(
                List.of("knn", "--k", "5", "--no-cache", "--data", "scenes:20"),
                List.of("dense", "--train", "scenes:8", "--test", "scenes:4"))) {
            List<String> arguments = new ArrayList<>(List.of("evaluate"));
            arguments.addAll(evaluation);
            arguments.addAll(List.of("--weights", run.toString(), "--json", json.toString()));
            Cli found = Cli.run(arguments.toArray(String[]::new));
            assertThat(found.code()).as(found.err()).isZero();
        }

        for (Path file : List.of(json, run.resolve("evaluation.json"))) {
            JsonNode all = JsonMapper.shared().readTree(Files.readString(file));
            assertThat(all.propertyNames()).containsExactly("knn", "dense");
            assertThat(all.path("dense").path("rows").path(0).path("name").asString())
                    .isEqualTo(run.toString());
        }
        Cli report = Cli.run("report", run.toString());
        assertThat(report.code()).as(report.err()).isZero();
        assertThat(Files.readString(run.resolve("report.html"))).contains("mIoU", "depth d1");
    }

    @Test
    void predictionsAreAnImageThatIsReplacedOnlyOnRequest() throws IOException {
        Path images = folder.resolve("new/predictions.png");
        Cli found = dense("--images", images.toString(), "--no-baselines");

        assertThat(found.code()).as(found.err()).isZero();
        assertThat(found.out()).endsWith(images + ": 8 test scenes, predicted by " + folder + "/model.safetensors\n");
        BufferedImage sheet = ImageIO.read(images.toFile());
        assertThat(sheet.getWidth()).as("five columns of 160").isEqualTo(6 + 5 * 166);
        assertThat(sheet.getHeight()).as("eight rows of 160").isEqualTo(26 + 8 * 166 + 80);

        Cli again = dense("--images", images.toString());
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.out()).as("nothing was evaluated").isEmpty();
        assertThat(again.err())
                .isEqualTo("pixio: " + images + ": it exists; replace it with --overwrite, or name another file\n");
        Cli json =
                dense("--images", images.toString(), "--overwrite", "--no-baselines", "--json", "--test", "scenes:3");
        assertThat(json.code()).as(json.err()).isZero();
        assertThat(JsonMapper.shared().readTree(json.out()).path("rows")).hasSize(2);
        assertThat(ImageIO.read(images.toFile()).getHeight()).as("three scenes").isEqualTo(26 + 3 * 166 + 80);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--train | photos/train | --train must be built-in scenes such as scenes:1000, not photos/train: other images"
                        + " have no masks and depths here",
                "--test | scenes | --test must be built-in scenes such as scenes:1000, not scenes: they have the image size of"
                        + " the encoder, or --image-size",
                "--test | scenes:9@64 | --test must be built-in scenes such as scenes:1000, not scenes:9@64: they have the"
                        + " image size of the encoder, or --image-size",
                "--train | scenes:1 | --train: at least 2 training scenes are needed, one of which is held out to choose the"
                        + " weight decay; not 1",
                "--test | scenes:0 | --test: the number of scenes must be at least 1, not 0",
                "--train | scenes:9999999999 | --train: there can be at most 999999999 built-in scenes, not 9999999999",
                "--train | scenes:999999999 | 1,000,000,009 scenes of 32 x 32 pixels and their patch tokens take 10,240.0 GB"
                        + " of memory, and ",
                "--test | scenes:999999999 | scenes of 32 x 32 pixels and their patch tokens take 10,240",
                "--block | 9 | there is no block 9; the encoder has 1 to 2",
                "--image-size | 33 | must be multiples of it",
                "--image-size | 4096 | scenes can be 32 to 2048 pixels wide, not 4096",
                "--loader-threads | 0 | --loader-threads",
                "--images | predictions.jpg | --images must end in .png, not predictions.jpg",
                "--batch-size | 0 | --batch-size: the batch size must be at least 1, not 0",
            })
    void badInputIsOneLine(String option, String value, String message) throws IOException {
        Cli refused = dense(option, value);

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err()).contains(message);
        assertThat(refused.err().lines()).hasSizeLessThanOrEqualTo(2);
    }

    private Cli dense(String... more) throws IOException {
        List<String> arguments = new ArrayList<>(
                List.of("evaluate", "dense", "--weights", TinyWeights.in(folder).toString()));
        List<String> given = List.of(more);
        if (!given.contains("--train")) {
            arguments.addAll(List.of("--train", "scenes:20"));
        }
        if (!given.contains("--test")) {
            arguments.addAll(List.of("--test", "scenes:10"));
        }
        arguments.addAll(given);
        return Cli.run(arguments.toArray(String[]::new));
    }
}
