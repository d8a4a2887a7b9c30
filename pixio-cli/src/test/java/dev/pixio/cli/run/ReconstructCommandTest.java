package dev.pixio.cli.run;

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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReconstructCommandTest {

    @TempDir
    private static Path models;

    private static Path weights;
    private static Path scenes;

    @TempDir
    private Path folder;

    private Path photo;

    @BeforeAll
    static void save() throws IOException {
        PixioConfig config = new PixioConfig(
                new PatchGrid(32, 32, 3, 8),
                new EncoderConfig(16, 2, 2, 4, 2, 0),
                new DecoderConfig(16, 1, 1, 4),
                new MaskConfig(0.5, 1),
                Positions.LEARNED,
                PositionResize.ANTIALIASED,
                PixioConfig.TokenStart.EQUAL);
        weights = models.resolve("tiny.safetensors");
        ModelFile.save(weights, new Pixio(config, 1), Map.of());
        scenes = models.resolve("scenes");
        assertThat(Cli.run("data", "scenes", "--out", scenes.toString(), "--count", "1", "--size", "32")
                        .code())
                .isZero();
    }

    @BeforeEach
    void copyOneImage() throws IOException {
        try (Stream<Path> files = Files.walk(scenes)) {
            Path scene = files.filter(Files::isRegularFile).findFirst().orElseThrow();
            photo = Files.copy(scene, folder.resolve("photo.png"));
        }
    }

    private Cli reconstruct(Path out, String... more) {
        List<String> arguments = Stream.concat(
                        Stream.of(
                                "reconstruct",
                                "--weights",
                                weights.toString(),
                                "--image",
                                photo.toString(),
                                "--out",
                                out.toString()),
                        Stream.of(more))
                .toList();
        return Cli.run(arguments.toArray(String[]::new));
    }

    @Test
    void anExistingFileIsReplacedOnlyWithOverwrite() throws IOException {
        Path sheet = folder.resolve("sheets/of/today/sheet.png");
        assertThat(reconstruct(sheet).code()).as("folders are created").isZero();
        byte[] first = Files.readAllBytes(sheet);

        assertThat(reconstruct(sheet, "--seed", "7"))
                .isEqualTo(new Cli(
                        1, "", "pixio: " + sheet + ": it exists; replace it with --overwrite, or name another file\n"));
        assertThat(sheet).hasBinaryContent(first);
        assertThat(reconstruct(sheet, "--seed", "7", "--overwrite").code()).isZero();
        assertThat(Files.readAllBytes(sheet)).isNotEqualTo(first);
    }

    @Test
    void anImageIsNeverReplacedByItsReconstruction() throws IOException {
        byte[] before = Files.readAllBytes(photo);
        Path link = Files.createLink(folder.resolve("link.png"), photo);

        for (Path out : List.of(photo, folder.resolve("./photo.png"), link)) {
            Cli refused = reconstruct(out, "--overwrite");
            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.err())
                    .isEqualTo("pixio: " + out + ": --out is one of the images of --image; name another file\n");
            assertThat(photo).hasBinaryContent(before);
        }
    }

    @Test
    void aFileIsNoFolderForTheImage() {
        Path out = photo.resolve("sheet.png");

        assertThat(reconstruct(out).err()).isEqualTo("pixio: " + out + ": " + photo + " is a file, not a folder\n");
    }

    @Test
    void theLastLineStatesWhereMeanAndDeviationComeFrom() throws IOException {
        Path original = folder.resolve("original.png");
        Path visible = folder.resolve("visible.png");
        Path named = folder.resolve("named.png");

        assertThat(reconstruct(original).out())
                .endsWith("\nMean and variance of each reconstructed patch come from the original.\n");
        assertThat(reconstruct(visible, "--patch-statistics", "visible").out())
                .endsWith(
                        "\nMean and deviation of each reconstructed patch are interpolated from the visible patches.\n");
        assertThat(reconstruct(named, "--patch-statistics", "original").code()).isZero();
        assertThat(named).hasSameBinaryContentAs(original);
        assertThat(Files.readAllBytes(visible)).isNotEqualTo(Files.readAllBytes(original));
    }
}
