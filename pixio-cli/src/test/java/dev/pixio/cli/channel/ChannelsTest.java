package dev.pixio.cli.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.cli.Cli;
import dev.pixio.embed.ImageEncoder;
import dev.pixio.onnx.runtime.OnnxImageEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images of 13 channels of 16 bits, from measuring them to features. */
class ChannelsTest {

    private static final int CHANNELS = 13;

    @TempDir
    private Path folder;

    private Path images;

    @BeforeEach
    void writeImages() throws IOException {
        images = folder.resolve("images");
        Tiffs.write(images.resolve("a"), 6, CHANNELS);
        Tiffs.write(images.resolve("b"), 6, CHANNELS);
    }

    @Test
    void aModelOfManyChannelsIsUsedWithoutOptions() throws IOException {
        Path statistics = folder.resolve("statistics.json");
        run(
                "data",
                "stats",
                "--data",
                images.toString(),
                "--channels",
                "13",
                "--threads",
                "2",
                "--out",
                statistics.toString());
        Path trained = train("run", "--normalize", statistics.toString(), "--view-channels", "4,3,2");
        assertThat(trained.resolve("config.yaml"))
                .content()
                .contains("channels: 13", "scale: range", "view: 4 3 2")
                .doesNotContain("0.449");

        Path picture = folder.resolve("picture.png");
        Cli reconstructed = run(
                "reconstruct",
                "--weights",
                trained.toString(),
                "--image",
                images.toString(),
                "--out",
                picture.toString());
        assertThat(reconstructed.out()).contains("8 images");
        Path features = folder.resolve("features.csv");
        run("embed", "--weights", trained.toString(), "--data", images.toString(), "--out", features.toString());
        assertThat(Files.readAllLines(features)).hasSize(13);
        Cli evaluated =
                run("evaluate", "knn", "--weights", trained.toString(), "--data", images.toString(), "--no-cache");
        assertThat(evaluated.out()).contains("untrained", "pixels");
        assertOnnxEqualsEmbedding(trained, features);
        assertThat(trained.resolve("features/step-6.png")).exists();
        Path shown = folder.resolve("shown");
        run(
                "show",
                "features",
                "--weights",
                trained.toString(),
                "--image",
                images.resolve("a").toString(),
                "--at",
                "3,3",
                "--out",
                shown.toString());
        assertThat(shown.resolve("features.png")).exists();
    }

    private void assertOnnxEqualsEmbedding(Path trained, Path features) throws IOException {
        Path onnx = folder.resolve("model.onnx");
        Cli exported = run("export", "onnx", "--weights", trained.toString(), "--out", onnx.toString());
        assertThat(exported.out()).contains("pixels [batch, 13, 32, 32]");
        Path image = images.resolve("a/image0.tif");
        String[] row = Files.readAllLines(features).get(1).split(",", -1);
        try (OnnxImageEncoder exportedEncoder = OnnxImageEncoder.load(onnx);
                ImageEncoder encoder = ImageEncoder.load(trained)) {
            float[] expected = encoder.embed(image);
            float[] actual = exportedEncoder.embed(image);
            assertThat(row[0]).isEqualTo("a/image0.tif");
            assertThat(actual).hasSameSizeAs(expected);
            for (int i = 0; i < expected.length; i++) {
                assertThat(Math.abs(actual[i] - expected[i])).isLessThan(1e-4f);
                assertThat(Math.abs(Float.parseFloat(row[i + 1]) - expected[i])).isLessThan(1e-4f);
            }
        }
    }

    @Test
    void aRunSaysWhatItReadsAndWhichCommandsFit() {
        Cli unmeasured = run(arguments("said", "--channels", "13", "--scale", "window:0..30000"));
        assertThat(unmeasured.out())
                .contains(
                        "channels  13, scaled by window:0..30000; pictures show 1, 2, 3",
                        "note      the channels have not been measured",
                        "evaluate knn --weights " + folder.resolve("said") + " --data",
                        "embed --weights " + folder.resolve("said"))
                .doesNotContain("scenes:2000", "--recipe lightly");
    }

    @Test
    void aResumedRunEndsWithTheSameWeights() throws IOException {
        Path whole = train("whole", "--channels", "13", "--checkpoint-every", "2", "--keep-last", "9");
        Path resumed = folder.resolve("resumed");
        copy(whole, resumed);
        Path checkpoints = resumed.resolve("checkpoints");
        Files.writeString(checkpoints.resolve("latest"), "step-2\n");
        for (String later : List.of("step-4", "step-6")) {
            for (Path file : files(checkpoints.resolve(later))) {
                Files.delete(file);
            }
        }
        run("pretrain", "--resume", resumed.toString(), "--quiet");
        for (String file : List.of("model.safetensors", "optimizer.safetensors")) {
            assertThat(resumed.resolve("checkpoints/step-6").resolve(file))
                    .hasSameBinaryContentAs(whole.resolve("checkpoints/step-6").resolve(file));
        }
    }

    @Test
    void aRunOfScenesInGreyIsRepeatedByItsSettings() throws IOException {
        Path grey = train("grey", "--data", "scenes", "--channels", "1", "--scenes", "12");
        Path again = folder.resolve("again");
        run("pretrain", "--config", grey.resolve("config.yaml").toString(), "--out", again.toString(), "--quiet");
        assertThat(again.resolve("checkpoints/step-6/model.safetensors"))
                .hasSameBinaryContentAs(grey.resolve("checkpoints/step-6/model.safetensors"));
    }

    @Test
    void aRunInGreyIsProbedAndEvaluatedOnScenes() throws IOException {
        Path grey = train(
                "grey",
                "--data",
                "scenes",
                "--channels",
                "1",
                "--scenes",
                "12",
                "--probe-every",
                "6,segmentation",
                "--probe-count",
                "10");
        assertThat(Files.readAllLines(grey.resolve("probe.jsonl"))).hasSize(2).allMatch(line -> line.contains("miou"));
        Cli evaluated =
                run("evaluate", "dense", "--weights", grey.toString(), "--train", "scenes:8", "--test", "scenes:4");
        assertThat(evaluated.out()).contains("untrained");
    }

    @Test
    void weightsOfThreeChannelsAreAdaptedAndItIsSaid() {
        Path three = train("three", "--data", "scenes", "--scenes", "12");
        Cli started = Cli.run(arguments("thirteen", "--channels", "13", "--init", three.toString()));
        assertThat(started.err()).isEmpty();
        assertThat(started.out())
                .contains("the patch projection is adapted from 3 to 13 channels: repeated and scaled");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evaluate dense",
                "evaluate knn --train scenes:8 --test scenes:4",
                "embed --data scenes:4 --out FOLDER/features.csv"
            })
    void scenesAreRefusedInOneLine(String command) {
        Path trained = train("trained", "--channels", "13");
        List<String> arguments = new ArrayList<>(
                List.of(command.replace("FOLDER", folder.toString()).split(" ")));
        arguments.addAll(List.of("--weights", trained.toString()));
        Cli refused = Cli.run(arguments.toArray(new String[0]));
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err().lines().findFirst().orElse("")).contains("RGB or grey", "13 channels");
    }

    @Test
    void ofSeveralWeightsThoseThatCannotHaveScenesAreNamed() {
        Path rgb = train("rgb", "--data", "scenes", "--scenes", "12");
        Path thirteen = train("thirteen", "--channels", "13");
        Cli refused = Cli.run("evaluate", "dense", "--weights", rgb.toString(), "--weights", thirteen.toString());
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).startsWith("pixio: " + thirteen + ": built-in scenes are RGB or grey");
    }

    @Test
    void imagesOfOtherChannelsAreRefusedWithTheFirstReason() {
        Cli refused = Cli.run(arguments("refused", "--channels", "4"));
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err().strip()).endsWith("first a/image0.tif: has 13 channels, where the model takes 4");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--channels 0 | must be 1 to 1024, not 0",
                "--channels 5 --scale rgb8 | the scale rgb8 is for 3 channels",
                "--channels 13 --scale window:9..1 | --scale: the lower bound must be less",
                "--channels 13 --scale loud | --scale: must be rgb8, range",
                "--channels 13 --pages odd | --pages: must be first",
                "--channels 13 --view-channels 1,2 | --view-channels: must be three channels",
                "--channels 13 --view-channels 1,2,14 | 1 to 13",
                "--channels 13 --normalize /nowhere.json | /nowhere.json cannot be read",
                "--channels 13 --data scenes | built-in scenes have 3 channels",
                "--channels 13 --probe-every 2 | 13 channels: use images of yours for k-NN, by --probe-data",
                "--channels 13 --probe-at-end on | built-in scenes are RGB or grey",
            })
    void mistakesAreRefusedInOneLine(String options, String reason) {
        Cli refused = Cli.run(arguments("mistake", options.strip().split(" ")));
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err().lines().findFirst().orElse("")).contains(reason.strip());
        assertThat(folder.resolve("mistake")).doesNotExist();
    }

    @Test
    void statisticsOfAnotherScaleAreRefused() {
        Path statistics = folder.resolve("statistics.json");
        run("data", "stats", "--data", images.toString(), "--channels", "13", "--out", statistics.toString());
        Cli refused = Cli.run(arguments("mistake", "--normalize", statistics.toString(), "--scale", "window:0..3000"));
        assertThat(refused.err())
                .contains("was measured with --scale range --pages first, not with --scale window:0..3000");
        Cli channels = Cli.run(arguments("mistake", "--normalize", statistics.toString(), "--channels", "4"));
        assertThat(channels.err()).contains("--channels is 4, and", "has the statistics of 13");
    }

    @Test
    void aFolderInPlaceOfTheFileIsRefusedBeforeAnythingIsMeasured() {
        String[] command = {
            "data",
            "stats",
            "--data",
            folder.resolve("nowhere").toString(),
            "--channels",
            "13",
            "--out",
            images.toString()
        };
        for (String option : List.of("--threads=1", "--overwrite")) {
            List<String> all = new ArrayList<>(List.of(command));
            all.add(option);
            assertThat(Cli.run(all.toArray(new String[0])).err())
                    .contains(images + ": it is a folder; name a file")
                    .hasLineCount(1);
        }
    }

    @Test
    void weightsOfOtherScalesHaveUntrainedEncodersOfTheirOwn() {
        Path range = train("range", "--channels", "13");
        Path window = train("window", "--channels", "13", "--scale", "window:0..30000");
        Cli evaluated = run(
                "evaluate",
                "knn",
                "--weights",
                range.toString(),
                "--weights",
                window.toString(),
                "--data",
                images.toString(),
                "--no-cache");
        assertThat(evaluated.out()).contains("untrained, shape of " + range, "untrained, shape of " + window);
    }

    private Path train(String name, String... options) {
        run(arguments(name, options));
        return folder.resolve(name);
    }

    /** Six steps of a tiny model, on the images unless options say otherwise. */
    private String[] arguments(String name, String... options) {
        List<String> all =
                new ArrayList<>(List.of("pretrain", "--image-size", "32", "--patch-size", "8", "--model", "16x1x2"));
        all.addAll(
                List.of("--decoder", "16x1x2", "--batch-size", "4", "--epochs", "2", "--threads", "1", "--seed", "3"));
        all.addAll(List.of("--mask-ratio", "0.5", "--out", folder.resolve(name).toString()));
        if (!List.of(options).contains("--data")) {
            all.addAll(List.of("--data", images.toString()));
        }
        all.addAll(List.of(options));
        return all.toArray(new String[0]);
    }

    private static Cli run(String... arguments) {
        Cli run = Cli.run(arguments);
        assertThat(run.code()).as(run.err()).isZero();
        return run;
    }

    private static void copy(Path from, Path to) throws IOException {
        for (Path file : files(from)) {
            Path target = to.resolve(from.relativize(file).toString());
            Files.createDirectories(Objects.requireNonNull(target.getParent()));
            Files.copy(file, target);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
