package dev.pixio.cli.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.cli.Cli;
import dev.pixio.downstream.predict.ClassMask;
import dev.pixio.downstream.predict.ClassScore;
import dev.pixio.downstream.predict.Classifier;
import dev.pixio.downstream.predict.DepthEstimator;
import dev.pixio.downstream.predict.DepthMap;
import dev.pixio.downstream.predict.PredictionSettings;
import dev.pixio.downstream.predict.Segmenter;
import dev.pixio.embed.EncoderInput;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.Pages;
import dev.pixio.image.raster.Scaling;
import dev.pixio.image.samples.PngSamples;
import dev.pixio.onnx.runtime.OnnxTaskModel;
import dev.pixio.weights.ModelFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fine-tuning, predictions and evaluations by heads of images of 13 channels of 16 bits. */
class ChannelTasksTest {

    private static final int CHANNELS = 13;
    private static final int HEIGHT = 20;
    private static final int WIDTH = 24;
    private static final int IMAGES = 6;
    private static final PredictionSettings FP32 = new PredictionSettings("cpu", "fp32", 4);

    /** Of statistics that no default has. */
    private static final ImageInput INPUT = ImageInput.of(CHANNELS, Scaling.parse("window:5000..15000"), Pages.FIRST)
            .withStatistics(Collections.nCopies(CHANNELS, 0.5), Collections.nCopies(CHANNELS, 0.28))
            .withView(List.of(4, 3, 2));

    @TempDir
    private Path folder;

    private Path weights;

    @BeforeEach
    void saveEncoder() throws IOException {
        weights = folder.resolve("encoder.safetensors");
        TinyEncoder.save(weights, INPUT);
    }

    @Test
    void classesByTheCommandLineEqualThoseOfJavaAndOfOnnxRuntime() throws IOException {
        Path data = folder.resolve("classes");
        Tiffs.write(data.resolve("a"), IMAGES, CHANNELS);
        Tiffs.write(data.resolve("b"), IMAGES, CHANNELS);
        Path run = finetune("classification", data);
        Path table = folder.resolve("classes.csv");
        run("predict", "--weights", run, "--data", data, "--out", table, "--precision", "fp32", "--device", "cpu");
        Path onnx = export(run);
        Path file = data.resolve("a/image0.tif");
        String[] row = Files.readAllLines(table).get(1).split(",", -1); // path, class, probability, ...
        assertThat(row[0]).isEqualTo("a/image0.tif");
        try (Classifier java = Classifier.load(run, FP32);
                OnnxTaskModel exported = OnnxTaskModel.load(onnx)) {
            assertThat(java.spec().images()).isEqualTo(INPUT);
            ClassScore best = java.predict(file).get(0);
            assertThat(row[1]).isEqualTo(best.name());
            assertThat(Double.parseDouble(row[2])).isCloseTo(best.probability(), within(1e-5));
            assertThat((double) exported.predict(file).values()[best.index()])
                    .isCloseTo(best.probability(), within(1e-5));
        }
    }

    @Test
    void masksByTheCommandLineEqualThoseOfJavaAndOfOnnxRuntime() throws IOException {
        Path data = pairs("masks", BufferedImage.TYPE_BYTE_GRAY, 1);
        Path run = finetune("segmentation", data);
        Path images = data.resolve("images");
        Path out = predicted(run, images);
        Path file = images.resolve("image0.tif");
        try (Segmenter java = Segmenter.load(run, FP32);
                OnnxTaskModel exported = OnnxTaskModel.load(export(run))) {
            ClassMask mask = java.predict(file);
            PngSamples written = PngSamples.read(out.resolve("masks/image0.png"));
            float[] labels = exported.predict(file).values();
            for (int pixel = 0; pixel < labels.length; pixel++) {
                assertThat(written.values()[pixel]).isEqualTo(mask.labels()[pixel]);
                assertThat((int) labels[pixel]).isEqualTo(mask.labels()[pixel]);
            }
        }
        assertThat(ImageIO.read(out.resolve("overlays/image0.png").toFile()).getWidth())
                .isEqualTo(WIDTH);
    }

    @Test
    void depthsByTheCommandLineEqualThoseOfJavaAndOfOnnxRuntime() throws IOException {
        Path data = pairs("depth", BufferedImage.TYPE_USHORT_GRAY, 2000);
        Path run = finetune("depth", data, "--max-depth", "10");
        Path images = data.resolve("images");
        Path out = predicted(run, images);
        Path file = images.resolve("image0.tif");
        try (DepthEstimator java = DepthEstimator.load(run, FP32);
                OnnxTaskModel exported = OnnxTaskModel.load(export(run))) {
            DepthMap depth = java.predict(file);
            PngSamples written = PngSamples.read(out.resolve("depth/image0.png"));
            float[] metres = exported.predict(file).values();
            for (int pixel = 0; pixel < metres.length; pixel++) {
                assertThat(written.values()[pixel] / 1000.0).isCloseTo(depth.metres()[pixel], within(5.1e-4));
                assertThat(metres[pixel]).isCloseTo(depth.metres()[pixel], within(1e-5f * 10));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"classification", "segmentation"})
    void aResumedFineTuningEndsWithTheSameWeights(String task) throws IOException {
        Path data = folder.resolve("classes");
        if (task.equals("classification")) {
            Tiffs.write(data.resolve("a"), IMAGES, CHANNELS);
            Tiffs.write(data.resolve("b"), IMAGES, CHANNELS);
        } else {
            data = pairs("masks", BufferedImage.TYPE_BYTE_GRAY, 1);
        }
        Path whole = finetune(task, data, "--checkpoint-every", "1");
        Path cut = folder.resolve("cut");
        run("finetune", task, "--weights", weights, "--data", data, "--out", cut, "--max-steps", 1, more());
        Files.delete(weights);
        Cli resumed = run("finetune", task, "--resume", cut, "--max-steps", 2, "--no-report");
        assertThat(resumed.out()).contains("Done after 2 steps");
        assertThat(cut.resolve("checkpoints/step-2/model.safetensors"))
                .hasSameBinaryContentAs(whole.resolve("checkpoints/step-2/model.safetensors"));
        assertThat(EncoderInput.of(ModelFile.open(cut))).isEqualTo(INPUT);
    }

    @Test
    void randAugmentIsLeftOutAndRefusedIfItIsGiven() throws IOException {
        Path data = folder.resolve("classes");
        Tiffs.write(data.resolve("a"), IMAGES, CHANNELS);
        Tiffs.write(data.resolve("b"), IMAGES, CHANNELS);
        Cli trained = run(
                "finetune",
                "classification",
                "--weights",
                weights,
                "--data",
                data,
                "--out",
                folder.resolve("run"),
                "--max-steps",
                1,
                more());
        assertThat(trained.out()).contains("RandAugment is left out: its operations are for 8-bit RGB images");
        assertThat(folder.resolve("run/config.yaml")).content().contains("magnitude: 0");
        Cli refused = Cli.run(arguments(
                "finetune",
                "classification",
                "--weights",
                weights,
                "--data",
                data,
                "--out",
                folder.resolve("refused"),
                "--rand-augment",
                9));
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err().lines().findFirst().orElse(""))
                .contains("--rand-augment", "8-bit RGB", "13 channels scaled by window:5000..15000");
        assertThat(folder.resolve("refused")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"classification", "segmentation", "depth"})
    void builtInScenesAreRefusedInOneLine(String task) {
        Cli refused = Cli.run(arguments(
                "finetune", task, "--weights", weights, "--data", "scenes:20", "--out", folder.resolve("run")));
        assertThat(refused.code()).isPositive();
        assertThat(refused.err().lines().findFirst().orElse("")).contains("RGB or grey", "13 channels");
    }

    @ParameterizedTest
    @ValueSource(strings = {"segmentation", "depth"})
    void headsOnFrozenFeaturesAreEvaluatedDrawnAndSaved(String task) throws IOException {
        boolean depth = task.equals("depth");
        Path data = depth
                ? pairs("depth", BufferedImage.TYPE_USHORT_GRAY, 2000)
                : pairs("masks", BufferedImage.TYPE_BYTE_GRAY, 1);
        Path heads = folder.resolve("heads");
        Path drawn = folder.resolve("drawn.png");
        Cli evaluated = run(
                "evaluate",
                task,
                "--weights",
                weights,
                "--data",
                data,
                "--epochs",
                1,
                "--train-batch",
                2,
                "--out",
                heads,
                "--images",
                drawn,
                "--device",
                "cpu",
                "--threads",
                1);
        assertThat(evaluated.out()).contains("untrained", depth ? "d1" : "mIoU");
        assertThat(ImageIO.read(drawn.toFile())).isNotNull();
        run("predict", "--weights", heads, "--data", data.resolve("images"), "--out", folder.resolve("out"));
        assertThat(folder.resolve("out").resolve(depth ? "depth" : "masks").resolve("image0.png"))
                .exists();
    }

    private Path finetune(String task, Path data, Object... options) {
        Path run = folder.resolve(task);
        run("finetune", task, "--weights", weights, "--data", data, "--out", run, "--max-steps", 2, more(), options);
        return run;
    }

    /** Options of all trainings. */
    private static Object[] more() {
        return new Object[] {
            "--batch-size", 4, "--device", "cpu", "--threads", 1, "--precision", "fp32", "--seed", 5, "--no-report"
        };
    }

    private Path export(Path run) {
        Path onnx = folder.resolve("model.onnx");
        Cli exported = run("export", "onnx", "--weights", run, "--out", onnx);
        assertThat(exported.out()).contains("pixels [batch, 13, 16, 16]");
        return onnx;
    }

    private Path predicted(Path run, Path images) {
        Path out = folder.resolve("predicted");
        run("predict", "--weights", run, "--data", images, "--out", out, "--precision", "fp32", "--device", "cpu");
        return out;
    }

    /** Images beside PNG with a number for each pixel: in the left half the unit, in the right half twice as much. */
    private Path pairs(String truth, int type, int unit) throws IOException {
        Path data = folder.resolve("pairs");
        Tiffs.write(data.resolve("images"), IMAGES, CHANNELS);
        Path numbers = Files.createDirectories(data.resolve(truth));
        for (int i = 0; i < IMAGES; i++) {
            BufferedImage png = new BufferedImage(WIDTH, HEIGHT, type);
            for (int y = 0; y < HEIGHT; y++) {
                for (int x = 0; x < WIDTH; x++) {
                    png.getRaster().setSample(x, y, 0, 2 * x < WIDTH ? unit : 2 * unit);
                }
            }
            ImageIO.write(png, "png", numbers.resolve("image" + i + ".png").toFile());
        }
        return data;
    }

    private static Cli run(Object... arguments) {
        Cli run = Cli.run(arguments(arguments));
        assertThat(run.code()).as(run.err()).isZero();
        return run;
    }

    private static String[] arguments(Object... parts) {
        List<String> all = new ArrayList<>();
        for (Object part : parts) {
            if (part instanceof Object[] several) {
                all.addAll(List.of(arguments(several)));
            } else {
                all.add(part.toString());
            }
        }
        return all.toArray(String[]::new);
    }
}
