package dev.pixio.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands on a full disk leave nothing behind, name the file that the user knows, and can be repeated. */
class FullDiskOutputsTest {

    @TempDir
    private Path temporary;

    private SmallDisk disk;
    private Path weights;

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        PixioConfig config = new PixioConfig(
                new PatchGrid(32, 32, 3, 8),
                new EncoderConfig(48, 2, 3, 4, 2, 0),
                new DecoderConfig(16, 1, 1, 4),
                new MaskConfig(0.5, 1),
                Positions.LEARNED,
                PositionResize.ANTIALIASED,
                PixioConfig.TokenStart.EQUAL);
        weights = temporary.resolve("tiny.safetensors");
        ModelFile.save(weights, new Pixio(config, 1), Map.of());
        disk = SmallDisk.mount(temporary.resolve("disk"), 4);
    }

    @AfterEach
    void unmount() throws InterruptedException {
        if (disk != null) {
            disk.close();
        }
    }

    private void assertFull(String file, String... command) throws IOException {
        Cli failed = Cli.run(command);

        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.err().lines())
                .singleElement()
                .asString()
                .startsWith("pixio: ")
                .contains(file, "No space left");
        try (var files = Files.list(disk.folder())) {
            assertThat(files).containsExactly(disk.filler());
        }
    }

    private String out(String name) {
        return disk.folder().resolve(name).toString();
    }

    @Test
    void scenesAreRemovedAndCanBeWrittenLater() throws IOException {
        disk.fill(1 << 16);
        String[] command = {"data", "scenes", "--out", out("scenes"), "--count", "20", "--size", "96"};

        assertFull("scenes/", command);
        Files.delete(disk.filler());
        assertThat(Cli.run(command).code()).isZero();
    }

    @Test
    void anExportOfFeaturesLeavesNoPart() throws IOException {
        disk.fill(0);

        assertFull(out("f.npy"), "embed", "--weights", weights.toString(), "--data", "scenes:3", "--out", out("f.npy"));
    }

    @Test
    void aTrainingLeavesNoEmptyRun() throws IOException {
        disk.fill(0);

        assertFull(
                out("run"),
                "pretrain",
                "--scenes",
                "8",
                "--batch-size",
                "4",
                "--image-size",
                "32",
                "--patch-size",
                "8",
                "--decoder",
                "32x1x2",
                "--precision",
                "fp32",
                "--quiet",
                "--out",
                out("run"));
    }

    @Test
    void errorsNameTheFileAndNotATemporaryOne() throws IOException {
        disk.fill(1 << 14);

        assertFull(
                "pixio: " + out("y.onnx") + ": ",
                "export",
                "onnx",
                "--weights",
                weights.toString(),
                "--out",
                out("y.onnx"));
        assertFull(
                "pixio: " + out("hf/model.safetensors") + ": ",
                "convert",
                "--from",
                weights.toString(),
                "--to",
                out("hf"),
                "--layout",
                "huggingface");
    }
}
