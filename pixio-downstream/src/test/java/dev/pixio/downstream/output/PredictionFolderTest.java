package dev.pixio.downstream.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import blue.strategic.parquet.ParquetReader;
import dev.pixio.data.folder.FolderSource;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.data.loader.TooManyUnreadableException;
import dev.pixio.downstream.TestImages;
import dev.pixio.downstream.head.HeadKind;
import dev.pixio.downstream.image.LabelColours;
import dev.pixio.downstream.model.TaskModels;
import dev.pixio.downstream.output.PredictionFolder.Existing;
import dev.pixio.downstream.predict.ClassScore;
import dev.pixio.downstream.predict.Classifier;
import dev.pixio.downstream.predict.DepthEstimator;
import dev.pixio.downstream.predict.DepthMap;
import dev.pixio.downstream.predict.PredictionSettings;
import dev.pixio.downstream.predict.Segmenter;
import dev.pixio.downstream.task.Task;
import dev.pixio.downstream.window.Resizing;
import dev.pixio.image.samples.PngSamples;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictionFolderTest {

    private static final PredictionSettings CPU =
            PredictionSettings.defaults().withDevice("cpu").withPrecision("fp32");
    private static final LoaderOptions LOADER =
            LoaderOptions.embedding(4).withThreads(2).withMaxUnreadableShare(0.4);
    private static final PredictionListener QUIET = new PredictionListener() {};

    @TempDir
    private Path folder;

    private Path images;
    private Path out;

    @BeforeEach
    void drawImages() throws Exception {
        images = folder.resolve("images");
        out = folder.resolve("out");
        TestImages.image(images.resolve("a.png"), 50, 61, (x, y) -> ((x * 5) << 16) | (y * 4));
        TestImages.image(images.resolve("a.jpg"), 30, 20, (x, y) -> ((x * 8) << 8) | (y * 12));
        TestImages.image(images.resolve("sub/b.png"), 97, 40, (x, y) -> (x ^ y) * 2);
        Files.writeString(images.resolve("broken.jpg"), "no image");
    }

    private Path saved(Task task) throws Exception {
        Path file = folder.resolve(task.id() + ".safetensors");
        try (PointerScope scope = new PointerScope()) {
            TaskModels.of(TaskModels.spec(task, HeadKind.LINEAR)).write(file, Map.of());
        }
        return file;
    }

    @Test
    void masksKeepTheLabelsAndOverlaysMixTheColours() throws Exception {
        try (Segmenter model = Segmenter.load(saved(TaskModels.MASKS), CPU);
                FolderSource source = FolderSource.of(images)) {
            PredictionResult result =
                    new PredictionFolder(out, Existing.REFUSE).run(new DenseFiles.Masks(model), source, LOADER, QUIET);

            assertThat(result.predicted()).isEqualTo(3);
            assertThat(result.skipped()).extracting("name").containsExactly("broken.jpg");
            assertThat(Files.readString(out.resolve(PredictionFolder.DESCRIPTION))
                            .replaceAll("\\s", ""))
                    .contains("\"input\":{\"window\":48,\"stride\":32}");
            // Two images have the name a: their files keep the ending.
            assertThat(out.resolve("masks/a.png.png")).exists();
            assertThat(out.resolve("masks/a.jpg.png")).exists();
            byte[] labels = model.predict(images.resolve("sub/b.png")).labels();
            PngSamples mask = PngSamples.read(out.resolve("masks/sub/b.png"));
            BufferedImage overlay =
                    ImageIO.read(out.resolve("overlays/sub/b.png").toFile());
            assertThat(mask.kind()).isEqualTo(PngSamples.Kind.PALETTE);
            BufferedImage shown = ImageIO.read(out.resolve("masks/sub/b.png").toFile());
            for (int pixel = 0; pixel < labels.length; pixel++) {
                int x = pixel % 97;
                int y = pixel / 97;
                int colour = LabelColours.of(model.classes()).get(labels[pixel]);
                assertThat(mask.values()[pixel]).isEqualTo(labels[pixel]);
                assertThat(shown.getRGB(x, y) & 0xFFFFFF).isEqualTo(colour);
                assertThat(overlay.getRGB(x, y) & 0xFF)
                        .isBetween(
                                (((x ^ y) * 2 & 0xFF) + (colour & 0xFF)) / 2 - 1,
                                (((x ^ y) * 2 & 0xFF) + (colour & 0xFF)) / 2 + 1);
            }
            assertThat(ImageIO.read(out.resolve("legend.png").toFile()).getRGB(8, 32) & 0xFFFFFF)
                    .isEqualTo(LabelColours.of(model.classes()).get(0));
            assertThat(Files.readString(out.resolve("skipped.jsonl"))).contains("broken.jpg");
            assertThat(Files.readString(out.resolve("predictions.json"))).contains("\"classes\"", "\"sky\"");
        }
    }

    @Test
    void depthIsStoredInMillimetres() throws Exception {
        try (DepthEstimator model = DepthEstimator.load(saved(TaskModels.DEPTH), CPU);
                FolderSource source = FolderSource.of(images.resolve("sub"))) {
            new PredictionFolder(out, Existing.REFUSE).run(new DenseFiles.Depths(model, 1000), source, LOADER, QUIET);

            DepthMap depth = model.predict(images.resolve("sub/b.png"));
            PngSamples stored = PngSamples.read(out.resolve("depth/b.png"));
            assertThat(stored.bits()).isEqualTo(16);
            for (int pixel = 0; pixel < depth.metres().length; pixel++) {
                assertThat(stored.values()[pixel]).isEqualTo(Math.round(depth.metres()[pixel] * 1000.0));
            }
            assertThat(ImageIO.read(out.resolve("coloured/b.png").toFile()).getWidth())
                    .isEqualTo(97);
            assertThat(Files.readString(out.resolve("predictions.json"))).contains("\"depthPerMetre\" : 1000.0");
            assertThatThrownBy(() -> new DenseFiles.Depths(model, 7000))
                    .hasMessageContaining(
                            "do not fit into 16 bits (65535): use a depth scale from more than 0 to 6553");
        }
    }

    @Test
    void predictionsOfOtherImagesAreDeletedIfTheyAreReplaced() throws Exception {
        try (Segmenter model = Segmenter.load(saved(TaskModels.MASKS), CPU);
                FolderSource all = FolderSource.of(images)) {
            new PredictionFolder(out, Existing.REFUSE).run(new DenseFiles.Masks(model), all, LOADER, QUIET);
        }
        Files.writeString(out.resolve("masks/notes.txt"), "of the user");
        try (DepthEstimator model = DepthEstimator.load(saved(TaskModels.DEPTH), CPU);
                FolderSource one = FolderSource.of(images.resolve("sub"))) {
            new PredictionFolder(out, Existing.OVERWRITE).run(new DenseFiles.Depths(model, 1000), one, LOADER, QUIET);
        }
        try (Stream<Path> files = Files.walk(out)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> out.relativize(file).toString()))
                    .containsExactlyInAnyOrder(
                            "predictions.json", "written.jsonl", "masks/notes.txt", "depth/b.png", "coloured/b.png");
        }
        assertThat(out.resolve("overlays")).doesNotExist();
    }

    @Test
    void onlyFilesOfTheEarlierRunAreReplaced() throws Exception {
        Path trueDepth = out.resolve("depth/b.png");
        Path other = out.resolve("depth/other.png");
        Path drawn = out.resolve("masks/drawn.png");
        try (Segmenter model = Segmenter.load(saved(TaskModels.MASKS), CPU);
                FolderSource all = FolderSource.of(images);
                FolderSource one = FolderSource.of(images.resolve("sub"))) {
            DenseFiles.Masks masks = new DenseFiles.Masks(model);
            new PredictionFolder(out, Existing.REFUSE).run(masks, all, LOADER, QUIET);
            for (Path mine : List.of(trueDepth, other, drawn)) {
                Files.createDirectories(mine.getParent());
                Files.writeString(mine, "mine");
            }
            new PredictionFolder(out, Existing.OVERWRITE).run(masks, one, LOADER, QUIET);
            assertThat(out.resolve("masks/sub")).doesNotExist();
            assertThat(out.resolve("masks/a.png.png")).doesNotExist();
            assertThat(out.resolve("masks/b.png")).exists();
        }
        try (DepthEstimator model = DepthEstimator.load(saved(TaskModels.DEPTH), CPU);
                FolderSource one = FolderSource.of(images.resolve("sub"))) {
            DenseFiles.Depths depths = new DenseFiles.Depths(model, 1000);
            assertThatThrownBy(() -> new PredictionFolder(out, Existing.OVERWRITE).run(depths, one, LOADER, QUIET))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(trueDepth + " may be no prediction");
            Files.delete(out.resolve("written.jsonl")); // as an earlier version left it
            assertThatThrownBy(() -> new PredictionFolder(out, Existing.OVERWRITE).run(depths, one, LOADER, QUIET))
                    .hasMessageContaining(trueDepth + " may be no prediction");
            assertThat(out.resolve("masks/b.png"))
                    .as("nothing is lost by a refusal")
                    .exists();
            assertThat(trueDepth).hasContent("mine");
            Files.delete(trueDepth);
            new PredictionFolder(out, Existing.OVERWRITE).run(depths, one, LOADER, QUIET);
        }
        assertThat(out.resolve("masks/b.png")).doesNotExist();
        assertThat(out.resolve("overlays")).doesNotExist();
        assertThat(List.of(other, drawn)).allSatisfy(mine -> assertThat(mine).hasContent("mine"));
    }

    @Test
    void resizedImagesAreNotMixedWithOthers() throws Exception {
        Path weights = saved(TaskModels.MASKS);
        PredictionSettings resized = CPU.withResizing(Resizing.parse("short"));
        try (FolderSource source = FolderSource.of(images.resolve("sub"))) {
            try (Segmenter model = Segmenter.load(weights, CPU)) {
                new PredictionFolder(out, Existing.REFUSE).run(new DenseFiles.Masks(model), source, LOADER, QUIET);
            }
            try (Segmenter model = Segmenter.load(weights, resized)) {
                assertThat(model.predict(images.resolve("sub/b.png")).width()).isEqualTo(97);
                assertThatThrownBy(() -> new PredictionFolder(out, Existing.RESUME)
                                .run(new DenseFiles.Masks(model), source, LOADER, QUIET))
                        .hasMessageContaining("of another model or with other settings");
                new PredictionFolder(out, Existing.OVERWRITE).run(new DenseFiles.Masks(model), source, LOADER, QUIET);
                assertThat(Files.readString(out.resolve("predictions.json"))).contains("\"resize\" : \"short\"");
            }
        }
    }

    @Test
    void anInterruptedRunContinuesWithTheMissingImages() throws Exception {
        try (Segmenter model = Segmenter.load(saved(TaskModels.MASKS), CPU);
                FolderSource source = FolderSource.of(images)) {
            assertThatThrownBy(() -> new PredictionFolder(out, Existing.REFUSE)
                            .run(new DenseFiles.Masks(model), source, LOADER, new PredictionListener() {
                                @Override
                                public boolean isStopRequested() {
                                    return true;
                                }
                            }))
                    .isInstanceOf(InterruptedIOException.class);
            new PredictionFolder(out, Existing.RESUME).run(new DenseFiles.Masks(model), source, LOADER, QUIET);
            Path mask = out.resolve("masks/sub/b.png");
            byte[] before = Files.readAllBytes(mask);
            Files.delete(mask);

            PredictionResult result =
                    new PredictionFolder(out, Existing.RESUME).run(new DenseFiles.Masks(model), source, LOADER, QUIET);

            assertThat(result.predicted()).isEqualTo(1);
            assertThat(result.earlier()).isEqualTo(2);
            assertThat(Files.readAllBytes(mask)).isEqualTo(before);
            assertThatThrownBy(() -> new PredictionFolder(out, Existing.REFUSE).require())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is not empty: continue with --resume");
        }
        try (DepthEstimator other = DepthEstimator.load(saved(TaskModels.DEPTH), CPU);
                FolderSource source = FolderSource.of(images)) {
            assertThatThrownBy(() -> new PredictionFolder(out, Existing.RESUME)
                            .run(new DenseFiles.Depths(other, 1000), source, LOADER, QUIET))
                    .hasMessageContaining("has predictions of another model or with other settings");
        }
    }

    @Test
    void afterAnInterruptedOverwriteNothingOfTheOldModelIsTakenAsDone() throws Exception {
        PredictionListener stop = new PredictionListener() {
            @Override
            public boolean isStopRequested() {
                return true;
            }
        };
        try (Segmenter model = Segmenter.load(saved(TaskModels.MASKS), CPU);
                FolderSource source = FolderSource.of(images)) {
            DenseFiles.Masks masks = new DenseFiles.Masks(model);
            new PredictionFolder(out, Existing.REFUSE).run(masks, source, LOADER, QUIET);
            Path mine = Files.writeString(out.resolve("masks/notes.txt"), "mine");

            assertThatThrownBy(() -> new PredictionFolder(out, Existing.OVERWRITE).run(masks, source, LOADER, stop))
                    .isInstanceOf(InterruptedIOException.class);
            PredictionResult result = new PredictionFolder(out, Existing.RESUME).run(masks, source, LOADER, QUIET);

            assertThat(result.predicted()).isEqualTo(3);
            assertThat(result.earlier()).isZero();
            assertThat(mine).hasContent("mine");
        }
    }

    @Test
    void filesThatNoDescriptionCallsPredictionsAreKept() throws Exception {
        Path label = out.resolve("masks/sub/b.png");
        Files.createDirectories(label.getParent());
        Files.writeString(label, "drawn by hand");
        try (Segmenter model = Segmenter.load(saved(TaskModels.MASKS), CPU);
                FolderSource source = FolderSource.of(images)) {
            assertThatThrownBy(() -> new PredictionFolder(out, Existing.OVERWRITE)
                            .run(new DenseFiles.Masks(model), source, LOADER, QUIET))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(label + " may be no prediction")
                    .hasMessageContaining("has no predictions.json: name another folder");
        }
        assertThat(label).hasContent("drawn by hand");
    }

    @Test
    void tooManyUnreadableImagesEndTheRun() throws Exception {
        for (int i = 0; i < 20; i++) {
            Files.writeString(images.resolve("broken" + i + ".jpg"), "no image");
        }
        try (Segmenter model = Segmenter.load(saved(TaskModels.MASKS), CPU);
                FolderSource source = FolderSource.of(images)) {
            assertThatThrownBy(() -> new PredictionFolder(out, Existing.REFUSE)
                            .run(new DenseFiles.Masks(model), source, LOADER, QUIET))
                    .isInstanceOf(TooManyUnreadableException.class);
        }
    }

    @Test
    void classesAreWrittenAsCsv() throws Exception {
        Path file = folder.resolve("classes.csv");
        try (Classifier model = Classifier.load(saved(TaskModels.CLASSES), CPU);
                FolderSource source = FolderSource.of(images)) {
            PredictionResult result = new ClassTable(file, 2).run(model, source, LOADER, QUIET);

            List<String> lines = Files.readAllLines(file);
            assertThat(result.predicted()).isEqualTo(3);
            assertThat(lines).hasSize(4);
            assertThat(lines.get(0)).isEqualTo("path,class,probability,class_2,probability_2");
            String best = model.predict(images.resolve("sub/b.png")).get(0).name();
            assertThat(lines.get(3)).startsWith("sub/b.png," + (best.contains(",") ? '"' + best + '"' : best) + ",0.");
            assertThat(folder.resolve("classes.csv.skipped.jsonl")).exists();
        }
        assertThatThrownBy(() -> new ClassTable(folder.resolve("classes.txt"), 1))
                .hasMessageContaining(".csv or .parquet");
    }

    @Test
    void classesAreWrittenAsParquet() throws Exception {
        Path file = folder.resolve("classes.parquet");
        try (Classifier model = Classifier.load(saved(TaskModels.CLASSES), CPU);
                FolderSource source = FolderSource.of(images)) {
            new ClassTable(file, 9).run(model, source, LOADER, QUIET);
            List<ClassScore> scores = model.predict(images.resolve("sub/b.png"));

            List<String[]> rows =
                    ParquetReader.streamContentToStrings(file.toFile()).toList();

            assertThat(rows).hasSize(3);
            assertThat(rows.get(2)).hasSize(7); // path, and 3 classes with their probabilities
            assertThat(rows.get(2)[0]).isEqualTo("path=sub/b.png");
            assertThat(rows.get(2)[1]).isEqualTo("class=" + scores.get(0).name());
            assertThat(rows.get(2)[6]).startsWith("probability_3=0.");
        }
    }
}
