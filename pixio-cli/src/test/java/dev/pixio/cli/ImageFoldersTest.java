package dev.pixio.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What commands make of folders of images: the files they leave out, runs inside, folders without a readable image. */
class ImageFoldersTest {

    @TempDir
    private static Path runs;

    private static Path weights;

    @TempDir
    private Path temporary;

    private Path folder = Path.of("");

    @BeforeAll
    static void train() {
        weights = runs.resolve("tiny");
        assertThat(pretrain("--scenes", "4", "--out", weights.toString()).code())
                .isZero();
    }

    @BeforeEach
    void makeFolder() throws IOException {
        folder = temporary.resolve("photos");
        for (int i = 0; i < 8; i++) {
            image((i % 2 == 0 ? "a/" : "b/") + i + ".png");
        }
    }

    private static Cli pretrain(String... more) {
        List<String> arguments = new ArrayList<>(List.of("pretrain", "--model", "16x1x1", "--image-size", "32"));
        arguments.addAll(
                List.of("--patch-size", "8", "--mask-cell", "1", "--class-tokens", "1", "--decoder", "16x1x1"));
        arguments.addAll(List.of("--batch-size", "4", "--epochs", "2", "--device", "cpu", "--precision", "fp32"));
        arguments.addAll(List.of("--no-report", "--no-tensorboard", "--json"));
        arguments.addAll(List.of(more));
        return Cli.run(arguments.toArray(String[]::new));
    }

    @Test
    void theRunOfAFolderMayBeInTheFolder() throws IOException {
        String[] job = {
            "--data", folder.toString(), "--out", folder.resolve("run").toString(), "--resume"
        };
        List<String> first = new ArrayList<>(List.of(job));
        first.addAll(List.of("--max-steps", "1", "--checkpoint-every", "1steps"));
        assertThat(pretrain(first.toArray(String[]::new)).code()).isZero();
        assertThat(folder.resolve("run/reconstructions/step-1.png")).exists();

        Cli second = pretrain(job);

        assertThat(second.err()).isEmpty();
        assertThat(second.code()).isZero();
        JsonNode start =
                JsonMapper.shared().readTree(second.out().lines().findFirst().orElse(""));
        assertThat(start.path("firstStep").asInt()).isEqualTo(1);
        assertThat(start.path("leftOut").path("folders of runs").asInt()).isEqualTo(1);

        Cli other = pretrain(
                "--data", folder.toString(), "--out", folder.resolve("other").toString());
        assertThat(other.code()).isZero();
        assertThat(JsonMapper.shared()
                        .readTree(other.out().lines().findFirst().orElse(""))
                        .path("stepsPerEpoch")
                        .asInt())
                .as("8 images in batches of 4, without the reconstructions of the first run")
                .isEqualTo(2);
    }

    @Test
    void aRunInTheFolderIsNoClass() throws IOException {
        Cli run = pretrain(
                "--data", folder.toString(), "--out", folder.resolve("run").toString(), "--max-steps", "1");
        assertThat(run.code()).isZero();
        Cli evaluated = Cli.run(
                "evaluate",
                "knn",
                "--weights",
                folder.resolve("run").toString(),
                "--data",
                folder.toString(),
                "--no-cache",
                "--no-baselines",
                "--device",
                "cpu");
        assertThat(evaluated.err()).isEmpty();
        assertThat(evaluated.out()).contains("8 images of 2 classes");
    }

    @Test
    void embedCountsWhatItLeavesOut() throws IOException {
        Files.createFile(folder.resolve("1.avif"));
        Files.createFile(folder.resolve("2.avif"));
        Files.createFile(folder.resolve("notes.txt"));
        Cli embedded = embed(folder);
        assertThat(embedded.err()).isEmpty();
        JsonNode leftOut = JsonMapper.shared().readTree(embedded.out()).path("leftOut");
        assertThat(leftOut.toString()).isEqualTo("{\"AVIF\":2}");
    }

    @Test
    void checkCountsWhatARunLeavesOut() throws IOException {
        Files.createFile(folder.resolve("1.avif"));
        Cli checked = Cli.run("data", "check", folder.toString());
        assertThat(checked.out())
                .contains("a run leaves out: 1 AVIF", "8 readable, 0 unreadable, 1 left out by extension");
        Cli json = Cli.run("data", "check", "--json", folder.toString());
        assertThat(json.out().lines()).hasSize(9).allMatch(line -> line.startsWith("{"));
        assertThat(json.err()).contains("a run leaves out: 1 AVIF");
    }

    @Test
    void noReadableImageIsSaidBeforeAModelIsBuilt() throws IOException {
        Path unreadable = temporary.resolve("unreadable");
        for (String name : List.of("a/1.jpg", "b/2.jpg")) {
            Files.createDirectories(unreadable.resolve(name).resolveSibling(""));
            Files.writeString(unreadable.resolve(name), "<html>");
        }
        String reason = "first a/1.jpg: not an image: starts with '<html>'";
        Path out = temporary.resolve("run");
        Cli pretrained = pretrain("--data", unreadable.toString(), "--out", out.toString());
        Cli evaluated = Cli.run(
                "evaluate", "knn", "--weights", weights.toString(), "--data", unreadable.toString(), "--no-cache");
        Cli reconstructed = Cli.run(
                "reconstruct",
                "--weights",
                weights.toString(),
                "--image",
                unreadable.toString(),
                "--out",
                temporary.resolve("x.png").toString());
        for (Cli command : List.of(pretrained, embed(unreadable), evaluated, reconstructed)) {
            assertThat(command.code()).isEqualTo(1);
            assertThat(command.err().lines())
                    .hasSize(1)
                    .first()
                    .asString()
                    .startsWith("pixio: no image can be read from 2 images")
                    .endsWith(reason);
        }
        assertThat(out).doesNotExist();
    }

    @Test
    void anUnreadableImageOfAFolderIsSkippedByReconstruct() throws IOException {
        Files.writeString(folder.resolve("0.jpg"), "<html>");
        Path sheet = folder.resolve("sheet.png");
        String[] command = {
            "reconstruct",
            "--weights",
            weights.toString(),
            "--image",
            folder.toString(),
            "--max",
            "20",
            "--out",
            sheet.toString(),
            "--overwrite"
        };
        for (int i = 0; i < 2; i++) { // its own output is no input of the second time
            Cli reconstructed = Cli.run(command);
            assertThat(reconstructed.err()).startsWith("pixio: skipped 0.jpg: not an image: starts with '<html>'");
            assertThat(reconstructed.out()).contains("8 images from");
        }
    }

    @Test
    void anUnreadableImageIsReportedOnceByEvaluate() throws IOException {
        Files.writeString(folder.resolve("a/9.png"), "<html>");
        Cli evaluated = Cli.runWithLog(
                "evaluate",
                "knn",
                "--weights",
                weights.toString(),
                "--data",
                folder.toString(),
                "--no-cache",
                "--no-baselines",
                "--device",
                "cpu");
        assertThat(evaluated.code()).as(evaluated.err()).isZero();
        assertThat(evaluated.errLines("9.png"))
                .containsExactly("warning: skipped a/9.png: not an image: starts with '<html>'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"knn", "linear"})
    void oneImagePerClassIsRefusedInOneLine(String protocol) throws IOException {
        Path one = temporary.resolve("one");
        copy("a/0.png", one);
        copy("b/1.png", one);
        Cli evaluated =
                Cli.run("evaluate", protocol, "--weights", weights.toString(), "--data", one.toString(), "--no-cache");
        assertThat(evaluated.code()).isEqualTo(1);
        assertThat(evaluated.err().lines())
                .singleElement()
                .asString()
                .contains("a class needs at least two, and 'a' and all others have one");
    }

    @Test
    void aLinearProbeOfOneTrainingImagePerClassIsRefusedBeforeFeaturesAreComputed() throws IOException {
        Path one = temporary.resolve("one");
        copy("a/0.png", one);
        copy("b/1.png", one);
        Cli evaluated = Cli.run(
                "evaluate",
                "linear",
                "--weights",
                weights.toString(),
                "--train",
                one.toString(),
                "--test",
                folder.toString(),
                "--cache",
                temporary.resolve("cache").toString());
        assertThat(evaluated.code()).isEqualTo(1);
        assertThat(evaluated.err().lines())
                .singleElement()
                .asString()
                .isEqualTo(
                        "pixio: no class has two training images, which a linear probe needs to choose its learning rate:"
                                + " add images, or evaluate by k-NN");
        assertThat(temporary.resolve("cache")).doesNotExist();
    }

    @Test
    void whatAnEvaluationLacksIsAmongItsNotes() throws IOException {
        Files.createFile(folder.resolve("a/1.heic"));
        Path single = Files.createDirectories(folder.resolve("single"));
        Files.copy(folder.resolve("a/0.png"), single.resolve("0.png"));
        Path unreadable = Files.createDirectories(folder.resolve("unreadable"));
        Files.writeString(unreadable.resolve("1.png"), "<html>");
        Cli evaluated = Cli.run(
                "evaluate",
                "knn",
                "--weights",
                weights.toString(),
                "--data",
                folder.toString(),
                "--no-cache",
                "--no-baselines",
                "--json",
                "--device",
                "cpu");
        JsonNode notes = JsonMapper.shared().readTree(evaluated.out()).path("notes");
        assertThat(notes.toString())
                .contains(
                        "left out of the images: 1 HEIC",
                        "class 'unreadable' has no readable training image, so its test images count as wrong",
                        "each of 2 classes, first class 'single', has no test image (none that can be read, or too few to"
                                + " divide), so it does not count in the accuracy");
    }

    private void copy(String name, Path to) throws IOException {
        Files.createDirectories(to.resolve(name).resolveSibling(""));
        Files.copy(folder.resolve(name), to.resolve(name));
    }

    private Cli embed(Path data) {
        return Cli.run(
                "embed",
                "--weights",
                weights.toString(),
                "--data",
                data.toString(),
                "--out",
                temporary.resolve("features.npy").toString(),
                "--json",
                "--device",
                "cpu");
    }

    private void image(String name) throws IOException {
        Files.createDirectories(folder.resolve(name).resolveSibling(""));
        BufferedImage image = new BufferedImage(24, 24, BufferedImage.TYPE_INT_RGB);
        image.setRGB(3, 3, name.hashCode() & 0xffffff);
        ImageIO.write(image, "png", folder.resolve(name).toFile());
    }
}
