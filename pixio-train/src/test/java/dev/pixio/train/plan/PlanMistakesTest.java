package dev.pixio.train.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.pixio.nn.PositionResize;
import dev.pixio.train.run.TrainingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mistakes in a config.yaml that was edited by hand, and files that have a few settings only. */
class PlanMistakesTest {

    @TempDir
    private Path folder;

    /** In the text, "|" is the end of a line. */
    @ParameterizedTest
    @CsvSource(delimiterString = "=>", quoteCharacter = '\0', textBlock = """
            seed: 1|batchsize: 8 => batchsize is no setting; did you mean batchSize? (line 2)
            data:|  batchSize: 8 => data.batchSize is no setting; batchSize belongs to the outermost level (line 2)
            seed: 1|flip: 0.5 => flip is no setting; flip belongs to the block data (line 2)
            maxsteps: 5 => maxsteps is no setting; did you mean maxSteps, which belongs to the block schedule? (line 1)
            data:|  zzzzzzzz: 8 => data.zzzzzzzz is no setting of this version; the settings of data are source, scenes, minScale, maxScale, flip, maxUnreadable, jpegScaling, root, shuffleBuffer, curation (line 2)
            lr: 1e-3 => lr is no setting; it is optimizer.learningRate here (line 1)
            optimizer:|  --lr: 1e-3 => optimizer.--lr is no setting; it is optimizer.learningRate here (line 2)
            image-size: 64 => image-size is no setting; it is model.grid.height and model.grid.width here (line 1)
            model:|  imageSize: 64 => model.imageSize is no setting; it is model.grid.height and model.grid.width here (line 2)
            max-steps: 5 => max-steps is no setting; did you mean maxSteps, which belongs to the block schedule? (line 1)
            data:|  zzzzzzzz: 8|  yyyyyyyyyyyy: 8 => data.zzzzzzzz is no setting of this version; the settings of data are source, scenes, minScale, maxScale, flip, maxUnreadable, jpegScaling, root, shuffleBuffer, curation (line 2); data.yyyyyyyyyyyy is no setting of this version (line 3)
            model:|  encoder:|    width: 64|    depth: 2|    heads: 3 => model.encoder.width is 64 and model.encoder.heads is 3: encoder width 64 is not a multiple of its 3 heads (lines 3 and 5)
            seed: 1|batchSize: => batchSize has no value; it must be a whole number up to 2147483647 (line 2)
            data:|  source: ~ => data.source has no value; it must be a text, "" for none (line 2)
            data:|  source: null => data.source has no value; it must be a text, "" for none (line 2)
            data:|seed: 1 => data has no value; it must be a block of settings (line 1)
            data: photos => data must be a block of settings, not 'photos' (line 1)
            batchSize: [8, 16] => batchSize must be a whole number up to 2147483647, not a list (line 1)
            batchSize:|  images: 8 => batchSize must be a whole number up to 2147483647, not a block of settings (line 1)
            seed: 1_000 => seed must be a whole number, not '1_000' (line 1)
            seed: 1.5 => seed must be a whole number, not '1.5' (line 1)
            seed: 0x10 => seed must be a whole number, not '0x10' (line 1)
            batchSize: 99999999999 => batchSize must be a whole number up to 2147483647, not '99999999999' (line 1)
            optimizer:|  learningRate: 1,5e-4 => optimizer.learningRate must be a number, not '1,5e-4' (line 2)
            optimizer:|  clipNorm: none => optimizer.clipNorm must be a number, not 'none' (line 2)
            optimizer:|  clipNorm: .nan => optimizer.clipNorm must be a number, not '.nan' (line 2)
            data:|  jpegScaling: no => data.jpegScaling must be on or off, not 'no' (line 2)
            data:|  jpegScaling: true => data.jpegScaling must be on or off, not 'true' (line 2)
            batchSize: 0 => batchSize is 0: batch size must be at least 1, not 0 (line 1)
            data:|  scenes: 9|  flip: 2 => data.flip is 2: the probability of a flip must be 0 to 1, not 2.0 (line 3)
            data:|  minScale: 0.9|  maxScale: 0.1 => data.maxScale is 0.1: the crop scale must be 0 < minimum <= maximum <= 1, not 0.9 to 0.1 (line 3)
            model:|  grid:|    height: 100|    width: 100 => model.grid: an image of 100 x 100 pixels cannot be cut into patches of 8: both sides must be multiples of it (line 2)
            model:|  mask:|    cell: 4 => model.mask: a grid of 6 x 6 patches cannot be cut into mask cells of 4 x 4: both sides must be multiples of 4 (line 2)
            saving:|  every: soon => saving.every is 'soon': the checkpoint interval must be such as 500steps, 90s, 30min or 2h, not 'soon' (line 2)
            seed: 1|batchSize: 8|seed: 2 => seed is given twice (lines 1 and 3)
            data:|  flip: 0|data:|  scenes: 8 => data is given twice (lines 1 and 3)
            data:|  maxBroken: 0.5|  maxUnreadable: 0.5 => data.maxUnreadable is given twice (lines 2 and 3)
            seed: 1|recipe: fast => recipe is 'fast': no recipe 'fast'; the recipes are first, quick, lightly, paper, dense, mae (line 2)
            seed: x|batchsize: 8 => batchsize is no setting; did you mean batchSize? (line 2); seed must be a whole number, not 'x' (line 1)
            data:|\tflip: 0 => a tab is before 'flip: 0'; indent with spaces (line 2)
            batchSize 8 => it has no settings such as 'batchSize: 64' (line 1)
            seed: 1|  batchSize: 8 => 'batchSize: 8' cannot be read as 'setting: value'; check the indentation, colons, quotes and brackets there and above (line 2)
            seed: &a 1|batchSize: *a => aliases such as *a are not read (line 2)
            seed: 1|---|seed: 2 => a second document begins (line 3)
            # nothing => the file is empty
            [1, 2] => it has no settings such as 'batchSize: 64' (line 1)
            """)
    void aMistakeIsNamedWithSettingValueAndLine(String text, String message) throws IOException {
        assertThat(mistake(text.replace('|', '\n').replace("\\t", "\t").getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(message);
    }

    @Test
    void filesThatAreNoTextAreRefused() throws IOException {
        assertThat(mistake(new byte[0])).isEqualTo("the file is empty");
        assertThat(mistake(new byte[] {'a', ':', ' ', (byte) 0xFF, (byte) 0xFE}))
                .isEqualTo("it is no text in UTF-8");
        assertThat(mistake(new byte[] {'a', ':', ' ', 0, 1})).isEqualTo("it is no text: it has control characters");
        assertThat(mistake(new byte[2_000_000])).contains("2000000 bytes");
        assertThat(mistake("[".repeat(100_000).getBytes(StandardCharsets.UTF_8)))
                .contains("line 1")
                .hasSizeLessThan(300);
        assertThat(mistake("a: {".repeat(100_000).getBytes(StandardCharsets.UTF_8)))
                .contains("nested too deeply")
                .hasSizeLessThan(300);
    }

    @Test
    void aShortFileHasTheOtherSettingsOfItsRecipe() throws IOException {
        Path file = folder.resolve("short.yaml");
        Files.writeString(file, "recipe: paper\nmodel:\n  mask:\n    ratio: 0.5\nschedule:\n  epochs: 3\n");

        TrainingPlan plan = PlanFile.read(file);

        TrainingPlan paper = TrainingPlan.recipe("paper").build();
        assertThat(plan)
                .isEqualTo(TrainingPlan.recipe("paper")
                        .mask(0.5, paper.model().mask().cell())
                        .epochs(3)
                        .build());
        assertThat(plan.model().positionResize()).isEqualTo(PositionResize.PLAIN);
    }

    @Test
    void aFileWithoutARecipeHasTheSettingsOfFirst() throws IOException {
        Path file = folder.resolve("short.yaml");
        Files.writeString(file, "batchSize: 32 # the learning rate follows\n");

        assertThat(PlanFile.read(file))
                .isEqualTo(TrainingPlan.recipe("first").batchSize(32).build());
    }

    @Test
    void theFolderOfARunIsReadByItsFile() throws IOException {
        TrainingPlan plan = TrainingPlan.recipe("mae").build();
        PlanFile.write(folder.resolve("config.yaml"), plan);

        assertThat(PlanFile.read(folder)).isEqualTo(plan);
    }

    @Test
    void theFolderOfACheckpointIsRefusedWithTheRun() throws IOException {
        PlanFile.write(folder.resolve("config.yaml"), TrainingPlan.recipe("mae").build());
        Path checkpoint = Files.createDirectories(folder.resolve("checkpoints/step-3"));

        for (Path given : List.of(checkpoint, checkpoint.getParent())) {
            assertThat(catchThrowable(() -> PlanFile.read(given)))
                    .isInstanceOf(TrainingException.class)
                    .hasMessage("there is no file " + given.resolve("config.yaml") + ", but there is "
                            + folder.resolve("config.yaml"));
        }
    }

    private String mistake(byte[] content) throws IOException {
        Path file = folder.resolve("config.yaml");
        Files.write(file, content);
        Throwable thrown = catchThrowable(() -> PlanFile.read(file));
        assertThat(thrown).isInstanceOf(TrainingException.class);
        String prefix = file + " is not a training plan: ";
        String message = Objects.requireNonNull(thrown.getMessage());
        assertThat(message).startsWith(prefix).doesNotContain("\n");
        return message.substring(prefix.length());
    }
}
