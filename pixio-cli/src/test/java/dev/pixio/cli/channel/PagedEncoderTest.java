package dev.pixio.cli.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.cli.Cli;
import dev.pixio.embed.EncoderInput;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.Pages;
import dev.pixio.weights.ModelFile;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An encoder of 8-bit RGB that was trained on pages as images, with a table, which is read forwards and has no pages. */
class PagedEncoderTest {

    private static final ImageInput PAGES = new ImageInput(
            3,
            ImageInput.RGB.scaling(),
            Pages.IMAGES,
            ImageInput.RGB.mean(),
            ImageInput.RGB.deviation(),
            List.of(1, 2, 3));

    @TempDir
    private Path folder;

    private String weights = "";
    private String table = "";

    @BeforeEach
    void saveEncoder() throws IOException, URISyntaxException {
        Path file = folder.resolve("encoder.safetensors");
        TinyEncoder.save(file, PAGES);
        weights = file.toString();
        table = Path.of(Objects.requireNonNull(getClass().getResource("/tables/hf.parquet"))
                        .toURI())
                .toString();
    }

    private String out(String name) {
        return folder.resolve(name).toString();
    }

    private static void run(String... arguments) {
        Cli run = Cli.run(arguments);
        assertThat(run.code()).as(run.err()).isZero();
    }

    @Test
    void aFineTunedModelPredictsTheImagesThatItsTrainingReads() throws IOException {
        run(
                "finetune",
                "classification",
                "--weights",
                weights,
                "--data",
                table,
                "--out",
                out("tuned"),
                "--max-steps",
                "1",
                "--batch-size",
                "4",
                "--device",
                "cpu",
                "--threads",
                "1",
                "--no-report");

        assertThat(EncoderInput.of(ModelFile.open(folder.resolve("tuned")))).isEqualTo(ImageInput.RGB);
        run("predict", "--weights", out("tuned"), "--data", table, "--out", out("classes.csv"), "--device", "cpu");
        assertThat(folder.resolve("classes.csv")).exists();
    }

    @Test
    void aStudentLearnsFromFirstPagesOfATableAndHasTheInputOfItsTeacher() throws IOException {
        Path run = folder.resolve("student");
        Cli trained = Cli.run(
                "distill",
                "--teacher",
                weights,
                "--student",
                "16x1x2",
                "--data",
                table,
                "--out",
                run.toString(),
                "--max-steps",
                "1",
                "--batch-size",
                "4",
                "--device",
                "cpu",
                "--threads",
                "1");

        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.out()).contains("only first pages are read: pages can be images of folders");
        assertThat(EncoderInput.of(ModelFile.open(run))).isEqualTo(PAGES);
    }
}
