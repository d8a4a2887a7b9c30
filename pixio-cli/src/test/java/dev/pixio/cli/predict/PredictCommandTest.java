package dev.pixio.cli.predict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.cli.Cli;
import dev.pixio.downstream.model.HeadSpec;
import dev.pixio.downstream.model.TaskInput;
import dev.pixio.downstream.model.TaskModel;
import dev.pixio.downstream.model.TaskSpec;
import dev.pixio.downstream.task.Classification;
import dev.pixio.embed.Pooling;
import dev.pixio.image.resize.Framing;
import dev.pixio.image.samples.PngSamples;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.Initialization;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.weights.ModelFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code pixio predict} end to end, from the training of a head on folders in the layouts of VOC and of pairs. */
class PredictCommandTest {

    private static final PixioConfig SHAPE =
            TrainingPlan.recipe("first").build().model();

    @TempDir
    private Path folder;

    private Path encoder;
    private Path photos;

    @BeforeEach
    void make() throws IOException {
        encoder = folder.resolve("encoder.safetensors");
        try (PointerScope scope = new PointerScope()) {
            ModelFile.save(encoder, new Pixio(SHAPE, 3), Map.of());
        }
        photos = folder.resolve("photos");
        for (int i = 0; i < 2; i++) {
            image(photos.resolve("photo" + i + ".png"), 75, 64 + i, 20 + 20 * i, BufferedImage.TYPE_INT_RGB);
        }
    }

    /** A blue sky above a green ground, or the labels or depths of both. */
    private static void image(Path file, int width, int height, int horizon, int type) throws IOException {
        Files.createDirectories(file.getParent());
        BufferedImage image = new BufferedImage(width, height, type);
        for (int i = 0; i < width * height; i++) {
            boolean sky = i / width < horizon;
            switch (type) {
                case BufferedImage.TYPE_INT_RGB -> image.setRGB(i % width, i / width, sky ? 0x2040F0 : 0x209020);
                case BufferedImage.TYPE_BYTE_GRAY -> image.getRaster().setSample(i % width, i / width, 0, sky ? 1 : 0);
                default -> image.getRaster().setSample(i % width, i / width, 0, sky ? 9000 : 2000);
            }
        }
        String name = file.toString();
        ImageIO.write(image, name.endsWith(".jpg") ? "jpg" : "png", file.toFile());
    }

    private Cli predict(Path weights, Path out, String... more) {
        return Cli.run(arguments(weights, out, more));
    }

    private String[] arguments(Path weights, Path out, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "predict", "--weights", weights.toString(), "--data", photos.toString(), "--out", out.toString()));
        arguments.addAll(List.of("--device", "cpu", "--precision", "fp32"));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    @Test
    void masksFromAHeadThatWasTrainedOnVoc() throws IOException {
        Path voc = folder.resolve("voc");
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < 10; i++) {
            image(voc.resolve("JPEGImages/" + i + ".jpg"), 60, 55, 5 * i, BufferedImage.TYPE_INT_RGB);
            image(voc.resolve("SegmentationClass/" + i + ".png"), 60, 55, 5 * i, BufferedImage.TYPE_BYTE_GRAY);
            names.append(i).append('\n');
        }
        Path lists = Files.createDirectories(voc.resolve("ImageSets/Segmentation"));
        Files.writeString(lists.resolve("train.txt"), names.toString());
        Files.writeString(lists.resolve("val.txt"), "0\n1\n");
        Path heads = folder.resolve("heads");
        Cli trained = Cli.run(
                "evaluate",
                "segmentation",
                "--weights",
                encoder.toString(),
                "--data",
                voc.toString(),
                "--epochs",
                "20",
                "--train-batch",
                "4",
                "--lr",
                "2e-3",
                "--no-baselines",
                "--no-augment",
                "--out",
                heads.toString());
        Path out = folder.resolve("predictions");

        Cli found = predict(heads, out);
        Cli again = predict(heads, out);
        Cli resumed = predict(heads, out, "--resume", "--json");

        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.err()).contains("has the encoder and this head, for 'pixio predict'");
        assertThat(found.code()).as(found.err()).isZero();
        assertThat(found.out())
                .contains("2 images in", "21 classes, windows of 48 pixels, 32 apart")
                .contains(out + ": masks and overlays of 2 images; 2 in ");
        PngSamples mask = PngSamples.read(out.resolve("masks/photo1.png"));
        assertThat(mask.width()).isEqualTo(75);
        assertThat(mask.height()).isEqualTo(65);
        assertThat(mask.values()[75 * 5 + 30]).isEqualTo(1); // sky
        assertThat(mask.values()[75 * 60 + 30]).isEqualTo(0); // ground
        assertThat(out.resolve("overlays/photo0.png")).exists();
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.err()).contains("is not empty: continue with --resume");
        JsonNode json = JsonMapper.shared().readTree(resumed.out());
        assertThat(json.path("images").asInt()).isEqualTo(2);
        assertThat(json.path("predicted").asInt()).isZero();
        for (Path inside : List.of(out, out.resolve("masks"), out.resolve("overlays/photo0.png"))) {
            Cli refused = predict(heads, out, "--overwrite", "--data", inside.toString());
            assertThat(refused.code()).isEqualTo(2);
            assertThat(refused.err())
                    .contains("--data " + inside + " is in the folder of the predictions, " + out
                            + ": name another --out");
        }
        assertThat(out.resolve("masks/photo1.png")).exists();
        requireReportedOnce(arguments(heads, folder.resolve("more"), "--max-unreadable", "0.5"));
    }

    private void requireReportedOnce(String... command) throws IOException {
        Files.writeString(photos.resolve("bad.png"), "<html>");
        Cli found = Cli.runWithLog(command);
        assertThat(found.code()).as(found.err()).isZero();
        assertThat(found.errLines("bad.png"))
                .containsExactly("warning: skipped bad.png: not an image: starts with '<html>'");
    }

    @Test
    void depthFromAHeadThatWasTrainedOnPairs() throws IOException {
        Path pairs = folder.resolve("rooms");
        for (int i = 0; i < 10; i++) {
            image(pairs.resolve("images/" + i + ".png"), 60, 55, 5 * i, BufferedImage.TYPE_INT_RGB);
            image(pairs.resolve("depth/" + i + ".png"), 60, 55, 5 * i, BufferedImage.TYPE_USHORT_GRAY);
        }
        Path heads = folder.resolve("heads");
        Cli trained = Cli.run(
                "evaluate",
                "depth",
                "--weights",
                encoder.toString(),
                "--data",
                pairs.toString(),
                "--epochs",
                "30",
                "--train-batch",
                "4",
                "--lr",
                "1e-2",
                "--no-baselines",
                "--no-augment",
                "--out",
                heads.toString());
        Path out = folder.resolve("predictions");
        Path onnx = folder.resolve("model.onnx");

        Cli found = predict(heads, out, "--batch-size", "3");
        Cli exported = Cli.run("export", "onnx", "--weights", heads.toString(), "--out", onnx.toString());
        Cli refused =
                Cli.run("export", "onnx", "--weights", heads.toString(), "--out", onnx.toString(), "--block", "2");

        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(found.code()).as(found.err()).isZero();
        assertThat(found.out()).contains(out + ": depth (1000 per metre) and coloured of 2 images");
        PngSamples depth = PngSamples.read(out.resolve("depth/photo1.png"));
        assertThat(depth.bits()).isEqualTo(16);
        assertThat(depth.values()[75 * 5 + 30]).isGreaterThan(2 * depth.values()[75 * 60 + 30]);
        assertThat(exported.code()).as(exported.err()).isZero();
        assertThat(exported.out())
                .contains("depth, fp32", "metres [batch, 1, 48, 48]", "ONNX Runtime against the model");
        assertThat(onnx).isNotEmptyFile();
        assertThat(refused.err()).contains("add --encoder-only");
        assertThat(predict(heads, folder.resolve("other"), "--top", "3").err())
                .contains("--top is for classification, and the model is for depth");
        Cli scaled = predict(heads, folder.resolve("other"), "--depth-scale", "1e6");
        assertThat(scaled.err()).contains("do not fit into 16 bits");
        assertThat(scaled.code()).isEqualTo(2);
        assertThat(folder.resolve("other")).doesNotExist();
    }

    @Test
    void classesToATable() throws IOException {
        Path model = folder.resolve("model.safetensors");
        TaskSpec spec = new TaskSpec(
                new Classification(List.of("cat", "dog")),
                new HeadSpec.Pooled(Pooling.PATCH_MEAN),
                new TaskInput.Frame(Framing.crop(48, 48)));
        try (PointerScope scope = new PointerScope()) {
            TaskModel.withNewHead(SHAPE, spec, new Pixio(SHAPE, 1).encoder(), new Initialization(2))
                    .write(model, Map.of());
        }
        Path out = folder.resolve("new/classes.csv");

        Cli found = predict(model, out, "--top", "1");

        assertThat(found.code()).as(found.err()).isZero();
        assertThat(found.out()).contains("2 classes, images of 48 x 48, fp32", out + ": classes of 2 images");
        assertThat(Files.readAllLines(out)).hasSize(3).first().isEqualTo("path,class,probability");
        assertThat(predict(model, out).err()).contains("replace it with --overwrite");
        Path more = folder.resolve("more/third.png");
        image(more, 50, 60, 20, BufferedImage.TYPE_INT_RGB);
        Path both = folder.resolve("both.csv");
        assertThat(predict(model, both, "--data", folder.resolve("more").toString())
                        .code())
                .isZero();
        assertThat(Files.readString(both)).contains("photo0.png", "photo1.png", "third.png");
        assertThat(predict(model, folder.resolve("b.csv"), "--mirror", "http://localhost")
                        .err())
                .contains("--download and --mirror are for data sets that are given by name");
        assertThat(predict(model, folder.resolve("folder")).err()).contains("ends in .csv or .parquet");
        assertThat(predict(model, out, "--overwrite", "--precision", "fp7").code())
                .isEqualTo(2);
        assertThat(predict(model, out, "--overwrite", "--device", "tpu").code()).isEqualTo(2);
        assertThat(predict(model, out, "--overwrite", "--resume").err()).contains("cannot be combined");
        assertThat(predict(model, folder.resolve("b.csv"), "--depth-scale", "5").code())
                .isEqualTo(2);
        assertThat(predict(encoder, folder.resolve("b.csv")).err())
                .contains("has an encoder and no head, so it predicts nothing");
        requireReportedOnce(arguments(model, folder.resolve("c.csv"), "--max-unreadable", "0.5"));
    }
}
