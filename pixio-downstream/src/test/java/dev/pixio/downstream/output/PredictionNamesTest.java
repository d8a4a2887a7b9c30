package dev.pixio.downstream.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.data.ImageSource;
import dev.pixio.data.folder.FolderSource;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.downstream.TestImages;
import dev.pixio.downstream.head.HeadKind;
import dev.pixio.downstream.model.TaskModels;
import dev.pixio.downstream.output.PredictionFolder.Existing;
import dev.pixio.downstream.predict.PredictionSettings;
import dev.pixio.downstream.predict.Segmenter;
import dev.pixio.image.samples.PngSamples;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Images of unusual names: each has its own files, and the list of the files says whose they are. */
class PredictionNamesTest {

    @TempDir
    private Path folder;

    private Path images;
    private Path out;
    private Segmenter model;

    @BeforeEach
    void loadModel() throws Exception {
        images = Files.createDirectory(folder.resolve("images"));
        out = folder.resolve("out");
        Path weights = folder.resolve("masks.safetensors");
        try (PointerScope scope = new PointerScope()) {
            TaskModels.of(TaskModels.spec(TaskModels.MASKS, HeadKind.LINEAR)).write(weights, Map.of());
        }
        model = Segmenter.load(
                weights, PredictionSettings.defaults().withDevice("cpu").withPrecision("fp32"));
    }

    @AfterEach
    void close() {
        model.close();
    }

    private PredictionResult predict(ImageSource source, Existing existing) throws Exception {
        return new PredictionFolder(out, existing)
                .run(
                        new DenseFiles.Masks(model),
                        source,
                        LoaderOptions.embedding(4).withThreads(2),
                        new PredictionListener() {});
    }

    private void drawThree() throws Exception {
        TestImages.image(images.resolve("1.png"), 50, 61, (x, y) -> ((x * 5) << 16) | (y * 4));
        TestImages.image(images.resolve("2.png"), 30, 20, (x, y) -> ((x * 8) << 8) | (y * 12));
        TestImages.image(images.resolve("3.png"), 97, 40, (x, y) -> (x ^ y) * 2);
    }

    private List<String> lines() throws Exception {
        return Files.readAllLines(out.resolve("written.jsonl"));
    }

    @Test
    void imagesOfOneNameHaveFilesOfTheirOwn() throws Exception {
        drawThree();
        try (FolderSource source = FolderSource.of(images)) {
            ImageSource twice = new RenamedImages(source, List.of("dup.jpg", "b.png", "dup.jpg"));

            assertThat(predict(twice, Existing.REFUSE).predicted()).isEqualTo(3);

            assertThat(PngSamples.read(out.resolve("masks/dup.jpg.png")).width())
                    .isEqualTo(50);
            assertThat(PngSamples.read(out.resolve("masks/b.png")).width()).isEqualTo(30);
            Path second = out.resolve("masks/dup.jpg.2.png");
            assertThat(PngSamples.read(second).width()).isEqualTo(97);
            assertThat(lines())
                    .containsExactly(
                            "{\"file\":\"legend.png\"}",
                            "{\"file\":\"masks/dup.jpg.png\",\"image\":\"dup.jpg\"}",
                            "{\"file\":\"overlays/dup.jpg.png\",\"image\":\"dup.jpg\"}",
                            "{\"file\":\"masks/b.png\",\"image\":\"b.png\"}",
                            "{\"file\":\"overlays/b.png\",\"image\":\"b.png\"}",
                            "{\"file\":\"masks/dup.jpg.2.png\",\"image\":\"dup.jpg\",\"occurrence\":2}",
                            "{\"file\":\"overlays/dup.jpg.2.png\",\"image\":\"dup.jpg\",\"occurrence\":2}");
            byte[] mask = Files.readAllBytes(second);
            Files.delete(second);
            PredictionResult resumed = predict(twice, Existing.RESUME);
            assertThat(resumed.predicted()).isEqualTo(1);
            assertThat(resumed.earlier()).isEqualTo(2);
            assertThat(second).hasBinaryContent(mask);
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS) // a backslash separates folders
    void aBackslashInANameIsKept() throws Exception {
        drawThree();
        Files.move(images.resolve("1.png"), images.resolve("x\\y.png"));
        try (FolderSource source = FolderSource.of(images)) {
            predict(source, Existing.REFUSE);

            assertThat(lines()).contains("{\"file\":\"masks/x\\\\y.png\",\"image\":\"x\\\\y.png\"}");
            assertThat(predict(source, Existing.RESUME).earlier()).isEqualTo(3);
            assertThat(predict(source, Existing.OVERWRITE).predicted()).isEqualTo(3);
            assertThat(out.resolve("masks/x\\y.png")).exists();
        }
    }

    @Test
    void theMaskOfAnotherImageIsNotTakenAsDone() throws Exception {
        drawThree();
        try (FolderSource source = FolderSource.of(images)) {
            predict(new RenamedImages(source, List.of("a.jpg", "b.png")), Existing.REFUSE);

            PredictionResult result =
                    predict(new RenamedImages(source, List.of("c.png", "b.png", "a.png")), Existing.RESUME);

            assertThat(result.earlier()).isEqualTo(1);
            assertThat(PngSamples.read(out.resolve("masks/a.png")).width()).isEqualTo(97);
        }
    }

    @Test
    void listsOfEarlierVersionsAreRead() throws Exception {
        drawThree();
        try (FolderSource source = FolderSource.of(images)) {
            predict(source, Existing.REFUSE);
            Files.writeString(
                    out.resolve("written.jsonl"),
                    "\"legend.png\"\n\"masks/1.png\"\n\"overlays/1.png\"\n\"masks/2.png\"\n\"overlays/2.png\"\n"
                            + "\"masks/3.png\"\n\"overlays/3.png\"\n\"masks/");

            assertThat(predict(source, Existing.RESUME).earlier()).isEqualTo(3);
        }
    }
}
