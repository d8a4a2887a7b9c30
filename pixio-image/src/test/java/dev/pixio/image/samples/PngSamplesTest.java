package dev.pixio.image.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.image.format.ImageReadException;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PngSamplesTest {

    private static byte[] png(BufferedImage image) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, "png", out)).isTrue();
        return out.toByteArray();
    }

    @Test
    void sixteenBitsAreKept() throws IOException {
        BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_USHORT_GRAY);
        int[] values = {0, 1, 255, 256, 40_000, 65_535};
        image.getRaster().setPixels(0, 0, 3, 2, values);

        PngSamples samples = PngSamples.decode(png(image));

        assertThat(samples.values()).isEqualTo(values);
        assertThat(samples.kind()).isEqualTo(PngSamples.Kind.GREY);
        assertThat(samples.bits()).isEqualTo(16);
        assertThat(samples.height()).isEqualTo(2);
        assertThat(samples.width()).isEqualTo(3);
    }

    @Test
    void greyLevelsAreNotConverted() throws IOException {
        BufferedImage image = new BufferedImage(4, 1, BufferedImage.TYPE_BYTE_GRAY);
        int[] values = {0, 1, 20, 255};
        image.getRaster().setPixels(0, 0, 4, 1, values);

        assertThat(PngSamples.decode(png(image)).values()).isEqualTo(values);
    }

    /** Two colours that are equal must stay two labels. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8})
    void indicesOfAPaletteAreKept(int bits) throws IOException {
        int colours = 1 << bits;
        byte[] level = new byte[colours];
        Arrays.fill(level, (byte) 77);
        IndexColorModel palette = new IndexColorModel(bits, colours, level, level, level);
        BufferedImage image = bits == 8
                ? new BufferedImage(5, 3, BufferedImage.TYPE_BYTE_INDEXED, palette)
                : new BufferedImage(5, 3, BufferedImage.TYPE_BYTE_BINARY, palette);
        int[] values = new int[15];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i * 7 + colours - 1) % colours;
        }
        image.getRaster().setPixels(0, 0, 5, 3, values);

        PngSamples samples = PngSamples.decode(png(image));

        assertThat(samples.values()).isEqualTo(values);
        assertThat(samples.kind()).isEqualTo(PngSamples.Kind.PALETTE);
    }

    @Test
    void coloursAreRefused() throws IOException {
        BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, Color.RED.getRGB());
        byte[] file = png(image);

        assertThatThrownBy(() -> PngSamples.decode(file))
                .isInstanceOf(ImageReadException.class)
                .hasMessageContaining("has 3 channels")
                .hasMessageContaining("palette or grey");
    }

    @Test
    void otherFormatsAreRefused() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY), "jpg", out);

        assertThatThrownBy(() -> PngSamples.decode(out.toByteArray())).hasMessageContaining("a PNG is needed");
    }

    @Test
    void aTruncatedFileIsRefused() throws IOException {
        BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_USHORT_GRAY);
        for (int i = 0; i < 64 * 64; i++) {
            image.getRaster().setSample(i % 64, i / 64, 0, i * 2_654_435 & 0xFFFF);
        }
        byte[] file = png(image);

        assertThatThrownBy(() -> PngSamples.decode(Arrays.copyOf(file, file.length / 2)))
                .isInstanceOf(ImageReadException.class);
    }

    @Test
    void aPaletteThatIsMissingIsReported() throws IOException {
        IndexColorModel palette = new IndexColorModel(8, 2, new byte[2], new byte[2], new byte[2]);
        byte[] file = png(new BufferedImage(4, 4, BufferedImage.TYPE_BYTE_INDEXED, palette));
        int chunk = 33; // after signature and IHDR
        assertThat(new String(file, chunk + 4, 4, StandardCharsets.US_ASCII)).isEqualTo("PLTE");
        int bytes = 12 + 3 * 2;
        byte[] without = new byte[file.length - bytes];
        System.arraycopy(file, 0, without, 0, chunk);
        System.arraycopy(file, chunk + bytes, without, chunk, without.length - chunk);

        assertThatThrownBy(() -> PngSamples.decode(without)).hasMessageContaining("no palette");
    }
}
