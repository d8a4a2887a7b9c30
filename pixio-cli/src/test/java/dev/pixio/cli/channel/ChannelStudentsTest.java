package dev.pixio.cli.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.cli.Cli;
import dev.pixio.embed.EncoderInput;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.Pages;
import dev.pixio.image.raster.Scaling;
import dev.pixio.weights.ModelFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Distillation of an encoder of images of 13 channels of 16 bits. */
class ChannelStudentsTest {

    private static final int CHANNELS = 13;

    private static final ImageInput INPUT = ImageInput.of(CHANNELS, Scaling.parse("window:5000..15000"), Pages.FIRST)
            .withView(List.of(4, 3, 2));

    @TempDir
    private Path folder;

    private Path teacher;
    private Path images;

    @BeforeEach
    void writeImagesAndTeacher() throws IOException {
        images = folder.resolve("images");
        Tiffs.write(images, 6, CHANNELS);
        teacher = folder.resolve("teacher.safetensors");
        save(INPUT);
    }

    private void save(ImageInput input) throws IOException {
        TinyEncoder.save(teacher, input);
    }

    private Cli distill(String data, String... students) {
        Path out = folder.resolve("run");
        String[] all = new String[15 + 2 * students.length];
        List.of(
                        "distill",
                        "--teacher",
                        teacher.toString(),
                        "--data",
                        data,
                        "--batch-size",
                        "4",
                        "--max-steps",
                        "1",
                        "--threads",
                        "1",
                        "--device",
                        "cpu",
                        "--out",
                        out.toString())
                .toArray(all);
        for (int i = 0; i < students.length; i++) {
            all[15 + 2 * i] = "--student";
            all[16 + 2 * i] = students[i];
        }
        return Cli.run(all);
    }

    @Test
    void aStudentTakesTheImagesOfItsTeacher() throws IOException {
        Cli trained = distill(images.toString(), "16x1x2", "24x1x2");
        assertThat(trained.code()).as(trained.err()).isZero();
        Path student = folder.resolve("run/students/16x1x2.safetensors");
        assertThat(EncoderInput.of(ModelFile.open(student))).isEqualTo(INPUT);
        Cli embedded = Cli.run(
                "embed",
                "--weights",
                student.toString(),
                "--data",
                images.toString(),
                "--out",
                folder.resolve("features.csv").toString());
        assertThat(embedded.code()).as(embedded.err()).isZero();
    }

    @Test
    void aTeacherOfOtherImagesIsRefusedWhenTheRunIsResumed() throws IOException {
        assertThat(distill(images.toString(), "16x1x2").code()).isZero();
        save(ImageInput.of(CHANNELS, Scaling.RANGE, Pages.FIRST));
        Cli refused = Cli.run("distill", "--resume", folder.resolve("run").toString(), "--max-steps", "2");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err())
                .hasLineCount(1)
                .contains("takes images of other channels, scale or statistics", "scale=range", "window:5000..15000");
    }

    @Test
    void aTeacherOfOtherChannelsInPicturesGoesOn() throws IOException {
        assertThat(distill(images.toString(), "16x1x2").code()).isZero();
        save(INPUT.withView(List.of(1, 2, 3)));
        Cli resumed = Cli.run("distill", "--resume", folder.resolve("run").toString(), "--max-steps", "2");
        assertThat(resumed.code()).as(resumed.err()).isZero();
    }

    @Test
    void builtInScenesAreRefusedInOneLine() {
        Cli refused = distill("scenes", "16x1x2");
        assertThat(refused.code()).isPositive();
        assertThat(refused.err().lines().findFirst().orElse("")).contains("RGB or grey", "13 channels");
        assertThat(folder.resolve("run")).doesNotExist();
    }
}
