package dev.pixio.image.raster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.pixio.image.ImageDecoder;
import dev.pixio.image.format.ImageReadException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that declare more pixels than their bytes can have are refused before memory is allocated for the pixels. */
class DeclaredSizeTest {

    private static final int WIDTH = 9000;
    private static final int HEIGHT = 1000;
    private static final int CONSTANT = 2000;
    private static final long MOST_BYTES = 8 << 20;

    private final RasterDecoder decoder =
            new RasterDecoder(ImageDecoder.withDefaults(), ImageInput.of(3, Scaling.RANGE, Pages.FIRST));

    @Test
    void aPngIsRefused() throws IOException {
        byte[] file = RasterDecoderTest.bytes("rgb_u16.png");
        ByteBuffer bytes = ByteBuffer.wrap(file);
        bytes.putInt(16, WIDTH).putInt(20, HEIGHT);
        CRC32 sum = new CRC32();
        sum.update(file, 12, 17);
        bytes.putInt(29, (int) sum.getValue());

        refuse(file, "truncated PNG: " + String.format("%,d", file.length) + " bytes for 9000 x 1000 pixels");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "grey_u16.tif",
                "grey_u16_big_endian.tif",
                "rgb_u16.tif",
                "rgba_u16.tif",
                "bands13_u16_separate.tif"
            })
    void aTiffIsRefused(String name) throws IOException {
        byte[] file = RasterDecoderTest.bytes(name);
        declare(file, 256, WIDTH);
        declare(file, 257, HEIGHT);
        declare(file, 278, HEIGHT); // rows of a strip

        refuse(file, "truncated TIFF: strip or tile 1 of 1 ends early");
    }

    /** Images of one value compress the most; none may be taken for a lie. */
    @ParameterizedTest
    @ValueSource(ints = {1, 5, 8, 32773})
    void aConstantTiffIsRead(int compression) throws IOException {
        assertConstant(encoded(".tiff", opencv_imgcodecs.IMWRITE_TIFF_COMPRESSION, compression));
    }

    @Test
    void aConstantPngIsRead() throws IOException {
        byte[] file = encoded(".png", opencv_imgcodecs.IMWRITE_PNG_COMPRESSION, 9);
        assertThat(file).hasSizeLessThan(CONSTANT * CONSTANT * 6 / 500);
        assertConstant(file);
    }

    private void assertConstant(byte[] file) throws ImageReadException {
        Raster image = decoder.decode(file);
        assertThat(image.width()).isEqualTo(CONSTANT);
        assertThat(image.planes()).hasDimensions(3, CONSTANT * CONSTANT);
    }

    /** A black image of 16 bits. */
    private static byte[] encoded(String extension, int... parameters) {
        try (PointerScope scope = new PointerScope();
                BytePointer bytes = new BytePointer()) {
            Mat image = new Mat(CONSTANT, CONSTANT, opencv_core.CV_16UC3, new Scalar(0));
            assertThat(opencv_imgcodecs.imencode(extension, image, bytes, new IntPointer(parameters)))
                    .isTrue();
            byte[] file = new byte[Math.toIntExact(bytes.limit())];
            bytes.get(file);
            return file;
        }
    }

    private void refuse(byte[] file, String reason) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        assertThatThrownBy(() -> decoder.decode(file))
                .isInstanceOf(ImageReadException.class)
                .hasMessage(reason);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(MOST_BYTES);
    }

    /** Changes the number of a tag in the first directory. */
    private static void declare(byte[] file, int tag, int value) {
        ByteBuffer bytes = ByteBuffer.wrap(file);
        bytes.order(file[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = bytes.getInt(4);
        for (int i = 0; i < bytes.getShort(directory); i++) {
            int entry = directory + 2 + 12 * i;
            if (bytes.getShort(entry) == tag) {
                bytes.putShort(entry + 2, (short) 4).putInt(entry + 4, 1).putInt(entry + 8, value);
                return;
            }
        }
        throw new IllegalArgumentException("no tag " + tag);
    }
}
