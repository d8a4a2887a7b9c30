package dev.pixio.cli.distill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.cli.Cli;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.weights.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DistillCommandTest {

    @TempDir
    private static Path weights;

    private static Path teacher;

    @TempDir
    private Path folder;

    @BeforeAll
    static void save() throws IOException {
        PixioConfig config = new PixioConfig(
                new PatchGrid(32, 32, 3, 8),
                new EncoderConfig(24, 2, 2, 4, 2, 0),
                new DecoderConfig(16, 1, 1, 4),
                new MaskConfig(0.5, 1),
                Positions.LEARNED,
                PositionResize.ANTIALIASED,
                PixioConfig.TokenStart.EQUAL);
        teacher = weights.resolve("teacher.safetensors");
        ModelFile.save(teacher, new Pixio(config, 1), Map.of());
    }

    private Cli distill(Path out, String... more) {
        List<String> arguments = Stream.concat(
                        Stream.of(
                                "distill",
                                "--teacher",
                                teacher.toString(),
                                "--student",
                                "16x1x1",
                                "--data",
                                "scenes",
                                "--scenes",
                                "16",
                                "--batch-size",
                                "8",
                                "--device",
                                "cpu",
                                "--precision",
                                "fp32",
                                "--out",
                                out.toString()),
                        Stream.of(more))
                .toList();
        return Cli.run(arguments.toArray(String[]::new));
    }

    @Test
    void aRunIsResumedAndItsStudentIsAnEncoder() {
        Path out = folder.resolve("run 1");

        Cli first = distill(out, "--max-steps", "2", "--quiet");
        Cli more = Cli.run("distill", "--resume", out.toString(), "--max-steps", "3", "--quiet");

        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.out())
                .startsWith("Done: 2 steps in ")
                .contains("student   " + out.resolve("students/16x1x1.safetensors"))
                .contains(
                        "evaluate knn --weights '" + out + "/students/16x1x1.safetensors' --weights " + teacher + " ");
        assertThat(more.code()).as(more.err()).isZero();
        assertThat(more.out()).startsWith("Done: 3 steps in ");
        assertThat(out.resolve("report.html")).isRegularFile();
        for (Path encoder : List.of(out, out.resolve("students/16x1x1.safetensors"))) {
            Cli shown = Cli.run(
                    "export",
                    "onnx",
                    "--weights",
                    encoder.toString(),
                    "--out",
                    folder.resolve("a.onnx").toString(),
                    "--overwrite");
            assertThat(shown.code()).as(shown.err()).isZero();
            assertThat(shown.out()).contains("class_tokens [batch, 2, 16]");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--student|tiny|no model 'tiny'",
                "--student|32x1x3|pixio: --student: encoder width 32 is not a multiple of its 3 heads",
                "--student|16x1x1|each student must have a shape of its own",
                "--mask-ratio|1|mask ratio must be at least 0 and less than 1",
                "--image-size|36|patches of 8",
                "--drop-path|2|pixio: --drop-path: ",
                "--teacher|nowhere.pth|nowhere.pth",
                "--micro-batch|auto|micro-batch must be a number of images in a distillation",
                "--gradients|explicit|unknown option",
                "--freeze-blocks|1|unknown option"
            })
    void badInputIsOneLineAndLeavesNothing(String option, String value, String message) {
        Path out = folder.resolve("run");

        Cli refused = distill(out, option, value);

        assertThat(refused.code()).isIn(1, 2);
        assertThat(refused.err().lines().findFirst().orElseThrow())
                .startsWith("pixio: ")
                .contains(message);
        assertThat(out).doesNotExist();
    }

    @Test
    void theHelpHasTheDefaultsOfADistillation() {
        String help = Cli.run("distill", "--help").out();

        assertThat(help)
                .contains("1e-3 for a batch of")
                .doesNotContain("lightly")
                .doesNotContain("quick")
                .doesNotContain("--keep-reconstructions")
                .doesNotContain("--cuda-graphs")
                .doesNotContain("--checkpoint-activations");
    }

    @Test
    void aRunIsNotContinuedWithOtherStudents() {
        Path out = folder.resolve("run");
        distill(out, "--max-steps", "1", "--quiet");

        Cli other = distill(out, "--max-steps", "2", "--quiet", "--resume", "--student", "8x1x1");

        assertThat(other.code()).isEqualTo(1);
        assertThat(other.err())
                .contains("a run has one teacher, and the same students")
                .hasLineCount(1);
    }

    @Test
    void aFileInPlaceOfTheFolderOfARunStaysAsItIs() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "mine");

        Cli refused = distill(file, "--max-steps", "1");

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("--out is the folder of the run, and " + file + " is a file");
        assertThat(file).hasContent("mine");
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThat(Cli.run("distill", "--out", folder.resolve("a").toString()).err())
                .contains("a distillation needs --teacher and --student, or --resume");
        assertThat(Cli.run("distill", "--resume", folder.toString(), "--student", "s")
                        .err())
                .contains(
                        "--resume RUN cannot be combined with --out, --teacher or --student, which start another run");
    }
}
