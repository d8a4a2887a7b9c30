package dev.pixio.image.resize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.image.ImageDecoder;
import dev.pixio.image.RgbImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bit-exact comparison with Pillow on the same images ({@code tools/reference/resize_golden.py}). */
class PillowResizeTest {

    private static final FramedPixels.Background GREY = new FramedPixels.Background(124, 116, 104);

    @ParameterizedTest
    @MethodSource("resizes")
    void partsAreBitEqualToPillow(String line) throws IOException {
        String[] columns = line.split(",", -1);
        CropBox part = new CropBox(number(columns[1]), number(columns[2]), number(columns[3]), number(columns[4]));
        int height = number(columns[5]);
        int width = number(columns[6]);
        byte[] pixels = new byte[3 * height * width];
        try (RgbImage image = image(columns[0])) {
            int[] at = {0};
            new PillowResize(part, height, width, CropBox.whole(width, height)).run(image, row -> {
                for (int value : row) {
                    pixels[at[0]++] = (byte) value;
                }
            });
            assertThat(at[0]).isEqualTo(pixels.length);
        }
        assertThat(sha256(pixels)).isEqualTo(columns[7]);
    }

    @ParameterizedTest
    @MethodSource("frames")
    void framesAreBitEqualToTorchvision(String line) throws IOException {
        String[] columns = line.split(",", -1);
        int height = number(columns[2]);
        int width = number(columns[3]);
        Framing framing = columns[1].equals("LETTERBOX")
                ? Framing.letterbox(height, width)
                : height == width ? Framing.resizeAndCrop(number(columns[4]), height) : Framing.crop(height, width);
        try (RgbImage image = image(columns[0])) {
            assertThat(sha256(new FramedPixels(framing, GREY).of(image))).isEqualTo(columns[5]);
        }
    }

    @Test
    void aCropHasTheSamePixelsAsTheWholeResult() throws IOException {
        try (RgbImage image = image("landscape")) {
            byte[] whole = resized(image, CropBox.whole(40, 30));
            byte[] part = resized(image, new CropBox(5, 7, 11, 13));
            for (int y = 0; y < 11; y++) {
                for (int x = 0; x < 3 * 13; x++) {
                    assertThat(part[y * 3 * 13 + x]).isEqualTo(whole[(y + 5) * 3 * 40 + 3 * 7 + x]);
                }
            }
        }
    }

    private static byte[] resized(RgbImage image, CropBox kept) {
        Framing.Placement placement =
                new Framing.Placement(CropBox.whole(image.width(), image.height()), 30, 40, kept, 0, 0);
        byte[] pixels = new byte[3 * kept.height() * kept.width()];
        int[] at = {0};
        new PillowResize(placement.source(), placement.height(), placement.width(), placement.kept())
                .run(image, row -> {
                    for (int value : row) {
                        pixels[at[0]++] = (byte) value;
                    }
                });
        return pixels;
    }

    @Test
    void imagesOfExtremeAspectRatioAreResized() {
        try (RgbImage image = RgbImage.of(20_000, 3)) {
            BytePointer.memset(image.data(), 77, 3L * 20_000 * 3);
            byte[] frame = new FramedPixels(Framing.crop(32, 48), GREY).of(image);
            assertThat(frame).containsOnly(77).hasSize(3 * 32 * 48);
        }
    }

    @Test
    void aPartOutsideOfTheImageIsRefused() {
        try (RgbImage image = RgbImage.of(10, 20)) {
            PillowResize resize = new PillowResize(new CropBox(0, 1, 20, 10), 8, 8, CropBox.whole(8, 8));
            assertThatThrownBy(() -> resize.run(image, row -> {}))
                    .hasMessage("there are no such pixels: 10 from (1, 0) of 10 x 20");
        }
    }

    static Stream<String> resizes() throws IOException {
        return lines("resizes.csv");
    }

    static Stream<String> frames() throws IOException {
        return lines("frames.csv");
    }

    /** The lines without the header: versions and column names. */
    private static Stream<String> lines(String file) throws IOException {
        List<String> lines =
                new String(bytes(file), StandardCharsets.UTF_8).lines().toList();
        return lines.subList(2, lines.size()).stream();
    }

    private static RgbImage image(String name) throws IOException {
        return ImageDecoder.withDefaults().decode(bytes(name + ".png"));
    }

    private static byte[] bytes(String file) throws IOException {
        try (InputStream stream = PillowResizeTest.class.getResourceAsStream("/golden/resize/" + file)) {
            if (stream == null) {
                throw new IOException("no golden file " + file);
            }
            return stream.readAllBytes();
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int number(String text) {
        return Integer.parseInt(text);
    }
}
