package dev.pixio.cli.show;

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
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShowFeaturesCommandTest {

    @TempDir
    private static Path data;

    private static Path weights;
    private static Path wide;
    private static Path tall;

    @TempDir
    private Path folder;

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
        weights = data.resolve("tiny.safetensors");
        ModelFile.save(weights, new Pixio(config, 1), Map.of());
        wide = data.resolve("a/photo.png");
        tall = data.resolve("b/photo.png");
        Files.createDirectories(data.resolve("a"));
        Files.createDirectories(data.resolve("b"));
        draw(wide, 97, 61);
        draw(tall, 31, 53);
    }

    private static void draw(Path file, int width, int height) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, new Color(255 * x / width, 255 * y / height, x * y % 256).getRGB());
            }
        }
        ImageIO.write(image, "png", file.toFile());
    }

    private static Cli show(Path out, String... more) {
        List<String> arguments = Stream.concat(
                        Stream.of(
                                "show",
                                "features",
                                "--weights",
                                weights.toString(),
                                "--image",
                                wide.toString(),
                                "--out",
                                out.toString()),
                        Stream.of(more))
                .toList();
        return Cli.run(arguments.toArray(String[]::new));
    }

    @Test
    void aSheetAndAFileForEachMapAreWritten() throws IOException {
        Path out = folder.resolve("maps/today");

        Cli shown = show(out, "--image", tall.toString(), "--at", "20,30", "--at", "90,60");

        assertThat(shown.err()).isEmpty();
        assertThat(shown.code()).isZero();
        assertThat(shown.out())
                .contains("features.png: 2 images from " + weights)
                .contains("block 2, after the final norm; 2 class tokens, 2 heads")
                .contains("64 x 104 pixels (height x width), 8 x 13 patches; trained at 32 x 32");
        assertThat(out.resolve("features.png")).isRegularFile();
        for (String image : List.of("photo", "photo-2")) {
            try (Stream<Path> files = Files.list(out.resolve(image))) {
                assertThat(files.map(file -> file.getFileName().toString()))
                        .containsExactlyInAnyOrder(
                                "image.png",
                                "pca.png",
                                "pca-foreground.png",
                                "attention.png",
                                "similarity-1.png",
                                "similarity-2.png",
                                "attention-all.png",
                                "attention-token1-mean.png",
                                "attention-token1-head1.png",
                                "attention-token1-head2.png",
                                "attention-token2-mean.png",
                                "attention-token2-head1.png",
                                "attention-token2-head2.png");
            }
        }
        assertThat(ImageIO.read(out.resolve("photo/pca.png").toFile()).getWidth())
                .isEqualTo(512);
        assertThat(ImageIO.read(out.resolve("photo-2/pca.png").toFile()).getHeight())
                .isEqualTo(512);
    }

    @Test
    void theSameCommandWritesTheSameBytes() throws IOException {
        show(folder.resolve("first"));
        show(folder.resolve("second"));

        assertThat(folder.resolve("second/features.png"))
                .hasBinaryContent(Files.readAllBytes(folder.resolve("first/features.png")));
    }

    @Test
    void aFolderThatIsNotEmptyIsWrittenIntoOnlyWithOverwrite() throws IOException {
        Path out = Files.createDirectories(folder.resolve("maps"));
        Path other = Files.writeString(out.resolve("notes.txt"), "mine");

        Cli refused = show(out);

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err())
                .isEqualTo("pixio: " + out
                        + ": it is not empty; name another folder, or write into it with --overwrite\n");
        assertThat(show(out, "--overwrite").code()).isZero();
        assertThat(other).hasContent("mine");
    }

    @Test
    void imagesBeyondTheMaximumAreCounted() {
        Cli shown = show(folder.resolve("maps"), "--image", tall.toString(), "--max", "1");

        assertThat(shown.code()).isZero();
        assertThat(shown.out()).contains("features.png: 1 image from ");
        assertThat(shown.err()).isEqualTo("pixio: 1 more image is not drawn; --max N draws more\n");
    }

    @Test
    void aPointOfAFirstImageThatIsUnreadableIsRefused() throws IOException {
        Path images = Files.createDirectories(folder.resolve("images"));
        Files.writeString(images.resolve("a.png"), "no image");
        draw(images.resolve("b.png"), 40, 40);
        Path out = folder.resolve("maps");
        List<String> arguments = List.of(
                "show",
                "features",
                "--weights",
                weights.toString(),
                "--image",
                images.toString(),
                "--out",
                out.toString());

        Cli refused = Cli.run(
                Stream.concat(arguments.stream(), Stream.of("--at", "3,3")).toArray(String[]::new));
        boolean written = Files.exists(out);
        Cli shown = Cli.run(arguments.toArray(String[]::new));

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err().lines())
                .singleElement()
                .asString()
                .startsWith("pixio: --at is a pixel of the first image, which cannot be read: a.png: ");
        assertThat(written).isFalse();
        assertThat(shown.code()).isZero();
        assertThat(shown.err()).startsWith("pixio: skipped a.png: ");
    }

    @Test
    void withoutAReadableImageNothingIsWritten() throws IOException {
        Path images = Files.createDirectories(folder.resolve("images"));
        byte[] whole = Files.readAllBytes(wide);
        Files.write(images.resolve("a.png"), Arrays.copyOf(whole, whole.length / 2));
        Path out = folder.resolve("maps");

        Cli refused = Cli.run(
                "show",
                "features",
                "--weights",
                weights.toString(),
                "--image",
                images.toString(),
                "--out",
                out.toString());

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err().lines()).singleElement().asString().contains("can be read");
        assertThat(out).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--at|97,0|the image has 97 x 61 pixels; there is no pixel 97,0",
                "--at|12|--at is a pixel of the first image",
                "--image-size|36|the patch size 8 does not divide the shorter side of 36 pixels",
                "--image-size|big|a size is one number or HEIGHTxWIDTH",
                "--block|3|there is no block 3; the encoder has 1 to 2",
                "--max|0|--max must be at least 1",
                "--upscaling|cubic|cubic",
                "--image|nowhere.png|nowhere.png"
            })
    void badInputIsOneLineAndLeavesNothing(String option, String value, String message) {
        Path out = folder.resolve("maps");

        Cli refused = show(out, option, value);

        assertThat(refused.code()).isIn(1, 2);
        assertThat(refused.err().lines().findFirst().orElseThrow())
                .startsWith("pixio: ")
                .contains(message);
        assertThat(out).doesNotExist();
    }
}
