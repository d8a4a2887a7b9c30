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

/** {@code pixio evaluate segmentation} and {@code pixio evaluate depth} end to end. */
class EvaluateHeadsTest {

    @TempDir
    private Path folder;

    private Cli evaluate(String task, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(
                List.of("evaluate", task, "--weights", TinyWeights.in(folder).toString()));
        arguments.addAll(List.of("--epochs", "2", "--train-batch", "4", "--threads", "1"));
        arguments.addAll(List.of(more));
        return Cli.run(arguments.toArray(String[]::new));
    }

    @Test
    void scenesNeedNoData() throws IOException {
        Path image = folder.resolve("predictions.png");

        Cli found = evaluate("segmentation", "--data", "scenes:12", "--seeds", "2", "--images", image.toString());

        assertThat(found.code()).as(found.err()).isZero();
        assertThat(found.out())
                .contains("12 built-in scenes of 32 x 32", "6 built-in scenes of 32 x 32", "12 classes")
                .contains(
                        "linear head on a frozen encoder, AdamW 2.0E-4, weight decay 0.01, batch 4, 2 epochs, crop 32")
                .contains("no augmentation, windows 32 pixels apart")
                .contains("6 steps at the published learning rate") // 12 scenes in batches of 4, twice
                .containsPattern("encoder +mIoU +accuracy +seconds")
                .containsPattern("untrained +\\d+\\.\\d ±\\d+\\.\\d ")
                .containsPattern("IoU of class +\\S+ +untrained")
                .containsPattern("\nground +\\d+\\.\\d")
                .contains(image + ": 6 test images");
        assertThat(image).isNotEmptyFile();
    }

    @Test
    void depthIsWrittenToJsonAndToTheRun() throws IOException {
        Path run = TinyWeights.run(folder);

        Cli found = Cli.run(
                "evaluate",
                "depth",
                "--weights",
                run.toString(),
                "--data",
                "scenes:8",
                "--epochs",
                "1",
                "--train-batch",
                "4",
                "--json",
                "--no-baselines");
        JsonNode report = JsonMapper.shared().readTree(found.out());
        JsonNode saved = JsonMapper.shared().readTree(Files.readString(run.resolve("evaluation.json")));

        JsonNode row = report.path("rows").path(0);
        assertThat(report.path("protocol").asString()).isEqualTo("depth");
        assertThat(row.path("mean").propertyNames())
                .containsExactly("d1", "d2", "d3", "absRel", "sqRel", "rmse", "rmseLog", "log10", "siLog");
        assertThat(row.path("mean").path("rmse").asDouble()).isPositive();
        assertThat(row.path("spread").path("rmse").asDouble()).isZero();
        assertThat(row.path("seeds").path(0).path("trainingSeconds").isNumber()).isTrue();
        assertThat(saved.path("depth").path("rows").path(0).path("mean")).isEqualTo(row.path("mean"));
        Cli written = Cli.run("report", run.toString());
        assertThat(written.code()).as(written.err()).isZero();
    }

    @Test
    void foldersOfPairsAreEvaluated() throws IOException {
        write("images/one.png", BufferedImage.TYPE_INT_RGB);
        write("images/two.png", BufferedImage.TYPE_INT_RGB);
        write("images/three.png", BufferedImage.TYPE_INT_RGB);
        write("masks/one.png", BufferedImage.TYPE_BYTE_GRAY);
        write("masks/two.png", BufferedImage.TYPE_BYTE_GRAY);

        Cli found = evaluate(
                "segmentation",
                "--data",
                folder.toString(),
                "--classes",
                "sky,car",
                "--no-baselines",
                "--lr",
                "5e-3",
                "--test-share",
                "0.5");

        assertThat(found.code()).as(found.err()).isZero();
        assertThat(found.out()).doesNotContain("published learning rate");
        assertThat(found.err())
                .contains("1 image has no true values and is left out; ")
                .contains("three.png");
        assertThat(found.out())
                .contains("random scale, crop and flip, windows 21 pixels apart")
                .contains("\nsky ");
    }

    private void write(String name, int type) throws IOException {
        write(name, type, 0);
    }

    private void write(String name, int type, int value) throws IOException {
        BufferedImage image = new BufferedImage(45, 37, type);
        for (int pixel = 0; pixel < 45 * 37; pixel++) {
            image.getRaster().setSample(pixel % 45, pixel / 45, 0, value);
        }
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
    }

    /** Numbers of images without any pixel that counts would look like those of a bad encoder. */
    @ParameterizedTest
    @CsvSource({
        "segmentation, masks, 255, 255, no pixel of the training images has a true value that counts",
        "segmentation, masks, 1, 255, no pixel has a true value that counts",
        "depth, depth, 0, 0, no pixel of the training images has a true value that counts",
        "depth, depth, 60000, 1000, no pixel of the training images has a true value that counts",
        "depth, depth, 1000, 0, no pixel has a true value that counts"
    })
    void imagesWithoutTrueValuesGiveNoNumbers(String task, String truth, int train, int test, String message)
            throws IOException {
        int type = truth.equals("masks") ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_USHORT_GRAY;
        write("images/train/one.png", BufferedImage.TYPE_INT_RGB);
        write("images/val/two.png", BufferedImage.TYPE_INT_RGB);
        write(truth + "/train/one.png", type, train);
        write(truth + "/val/two.png", type, test);

        Cli found = evaluate(task, "--data", folder.toString(), "--no-baselines");

        assertThat(found.code()).isEqualTo(1);
        assertThat(found.err().strip()).startsWith("pixio: ").endsWith(message).doesNotContain("\n");
    }

    @Test
    void twoClassesOfOneNameAreRefused() throws IOException {
        write("images/one.png", BufferedImage.TYPE_INT_RGB);
        write("images/two.png", BufferedImage.TYPE_INT_RGB);
        write("masks/one.png", BufferedImage.TYPE_BYTE_GRAY);
        write("masks/two.png", BufferedImage.TYPE_BYTE_GRAY);

        Cli found = evaluate("segmentation", "--data", folder.toString(), "--classes", "sky,sky");

        assertThat(found.code()).isEqualTo(2);
        assertThat(found.err()).contains("pixio: two classes have the name 'sky'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            segmentation | --head round     | --head: the head is linear or dpt, not round
            segmentation | --head dpt       | a DPT head reads 4 blocks, and the encoder has 2: use the linear head
            segmentation | --crop 30        | the crop of 30 pixels is not a multiple of the patch size 8
            segmentation | --data scenes:x  | --data must be built-in scenes such as scenes:1000, in the size of --crop, not scenes:x
            segmentation | --train scenes:5 | --train and --test belong together: give both, or --data
            depth        | --data x --max-depth -1 | --max-depth: depths must be from more than 0 to a larger number of metres, not from 0.001 to -1.0
            depth        | --seeds 0        | --seeds: the number of seeds must be 1 to 100, not 0
            depth        | --overwrite      | --overwrite is for --images, which is missing
            segmentation | --data x --layout nyuv2 | --layout: the data set nyuv2 has no true values for segmentation
            depth        | --data x --layout voc | --layout: the data set voc has no true values for depth
            depth        | --layout voc     | --layout is for a folder of --data
            depth        | --min-depth 1    | --depth-scale, --min-depth and --max-depth are for folders: the depths of scenes are known
            depth        | --data x --min-depth 1 | --min-depth is for --max-depth, which is missing
            segmentation | --classes sky,car | --classes is for folders: scenes have their own
            """)
    void wrongOptionsAreNamed(String task, String options, String message) throws IOException {
        Cli found = evaluate(task, options.split(" "));

        assertThat(found.code()).isEqualTo(2);
        assertThat(found.err()).contains(message);
    }

    @Test
    void aFolderThatIsMissingIsReported() throws IOException {
        Cli found = evaluate("depth", "--data", folder.resolve("none").toString());

        assertThat(found.code()).isEqualTo(1);
        assertThat(found.err().strip()).isEqualTo("pixio: " + folder.resolve("none") + ": no such folder");
    }
}
