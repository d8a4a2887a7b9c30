package dev.pixio.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.format.JpegHeader;
import dev.pixio.image.format.PngChunks;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {

    private final ImageDecoder decoder = ImageDecoder.withDefaults();

    @ParameterizedTest
    @ValueSource(strings = {"png", "bmp", "tif"})
    void losslessFormatsKeepEveryPixel(String format) throws IOException {
        byte[] file = TestImages.encode(TestImages.gradient(70, 50), format);
        try (RgbImage image = decoder.decode(file)) {
            assertThat(image.width()).isEqualTo(70);
            assertThat(image.height()).isEqualTo(50);
            for (int y = 0; y < 50; y++) {
                for (int x = 0; x < 70; x++) {
                    assertThat(TestImages.pixel(image, x, y)).containsExactly(x, y, 200);
                }
            }
        }
    }

    @Test
    void greyBecomesThreeEqualChannels() throws IOException {
        byte[] file = TestImages.encode(TestImages.gradient(40, 40, BufferedImage.TYPE_BYTE_GRAY), "jpg");
        try (RgbImage image = decoder.decode(file)) {
            int[] pixel = TestImages.pixel(image, 20, 20);
            assertThat(pixel).containsOnly(pixel[0]);
        }
    }

    @Test
    void sixteenBitsKeepTheUpperByte() throws IOException {
        BufferedImage deep = new BufferedImage(256, 1, BufferedImage.TYPE_USHORT_GRAY);
        for (int x = 0; x < 256; x++) {
            deep.getRaster().setSample(x, 0, 0, x << 8 | 0x7f);
        }
        try (RgbImage image = decoder.decode(TestImages.encode(deep, "png"))) {
            for (int x = 0; x < 256; x++) {
                assertThat(TestImages.pixel(image, x, 0)).containsExactly(x, x, x);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "tif"})
    void alphaIsDroppedAndTheColourUnderItRetained(String format) throws IOException {
        BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_ARGB);
        for (int i = 0; i < 64; i++) {
            image.setRGB(i % 8, i / 8, i << 26 | 0x102030);
        }
        try (RgbImage decoded = decoder.decode(TestImages.encode(image, format))) {
            assertThat(TestImages.pixel(decoded, 0, 0)).containsExactly(0x10, 0x20, 0x30);
            assertThat(TestImages.pixel(decoded, 3, 4)).containsExactly(0x10, 0x20, 0x30);
        }
    }

    /** The position of the stored top left corner in the upright image, by the EXIF table of orientations. */
    @ParameterizedTest
    @CsvSource({
        "1, 64, 32, 0, 0", "2, 64, 32, 63, 0", "3, 64, 32, 63, 31", "4, 64, 32, 0, 31",
        "5, 32, 64, 0, 0", "6, 32, 64, 31, 0", "7, 32, 64, 31, 63", "8, 32, 64, 0, 63"
    })
    void imagesAreUpright(int orientation, int width, int height, int cornerX, int cornerY) throws IOException {
        BufferedImage stored = new BufferedImage(64, 32, BufferedImage.TYPE_INT_RGB);
        stored.createGraphics().fillRect(0, 0, 16, 8);
        byte[] file = TestImages.withOrientation(TestImages.encode(stored, "jpg"), orientation);
        try (RgbImage image = decoder.decode(file)) {
            assertThat(image.width()).isEqualTo(width);
            assertThat(image.height()).isEqualTo(height);
            assertThat(TestImages.pixel(image, cornerX, cornerY)[0]).isCloseTo(255, within(5));
            assertThat(TestImages.pixel(image, width - 1 - cornerX, height - 1 - cornerY)[0])
                    .isCloseTo(0, within(5));
        }
    }

    @Test
    void truncatedFilesAreReported() throws IOException {
        byte[] jpeg = TestImages.encode(TestImages.gradient(300, 200), "jpg");
        byte[] png = TestImages.encode(TestImages.gradient(300, 200), "png");
        for (int keep = 10; keep < 100; keep += 10) {
            int percent = keep;
            assertRefused(() -> decoder.decode(cut(jpeg, percent)), "truncated JPEG");
            assertRefused(() -> decoder.decode(cut(png, percent)), "truncated PNG");
        }
        assertRefused(() -> decoder.decode(Arrays.copyOf(jpeg, jpeg.length - 2)), "truncated JPEG");
    }

    @Test
    void truncatedFilesAreReportedAtAnyReduction() throws IOException {
        byte[] jpeg = TestImages.encode(TestImages.gradient(300, 200), "jpg");
        for (int keep = 10; keep < 100; keep += 10) {
            int percent = keep;
            assertRefused(() -> decoder.decode(cut(jpeg, percent), reduction -> true), "truncated JPEG");
        }
        assertRefused(() -> decoder.decode(Arrays.copyOf(jpeg, jpeg.length - 2), reduction -> true), "truncated JPEG");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 8})
    void reductionsAreOfferedFromTheLargestToTheSmallest(int accepted) throws IOException {
        byte[] jpeg = TestImages.encode(TestImages.gradient(301, 203), "jpg");
        List<Integer> offered = new ArrayList<>();
        try (RgbImage image = decoder.decode(jpeg, reduction -> {
            offered.add(reduction.factor());
            return reduction.factor() == accepted;
        })) {
            assertThat(image.reduction()).isEqualTo(new Reduction(accepted, 301, 203, 0, 0));
            assertThat(image.width()).isEqualTo((int) Math.ceil(301.0 / accepted));
            assertThat(image.height()).isEqualTo((int) Math.ceil(203.0 / accepted));
            assertThat(TestImages.pixel(image, 10, 0)[2]).isCloseTo(200, within(8)); // RGB order
        }
        assertThat(offered)
                .isEqualTo(List.of(8, 4, 2).subList(0, offered.size()))
                .endsWith(accepted);
    }

    @Test
    void imagesAreDecodedAtFullSizeByDefault() throws IOException {
        byte[] png = TestImages.encode(TestImages.gradient(300, 200), "png");
        byte[] jpeg = TestImages.encode(TestImages.gradient(300, 200), "jpg");
        try (RgbImage other = decoder.decode(png, reduction -> true);
                RgbImage image = decoder.decode(jpeg)) {
            assertThat(other.reduction()).isEqualTo(Reduction.none(300, 200));
            assertThat(image.reduction()).isEqualTo(Reduction.none(300, 200));
        }
    }

    /** OpenCV ignores an orientation of type LONG. */
    @Test
    void orientationsOfUnusualTypesAreAppliedToReducedImages() throws IOException {
        byte[] file = TestImages.withOrientation(TestImages.encode(TestImages.gradient(300, 200), "jpg"), 6);
        int field = 2 + 4 + 6 + 8 + 2; // start of image, segment header, "Exif", TIFF header, number of fields
        ByteBuffer.wrap(file).putShort(field + 2, (short) 4).putInt(field + 8, 6);
        try (RgbImage image = decoder.decode(file, reduction -> true)) {
            assertThat(image.reduction().isSmaller()).isTrue();
            assertThat(image.reduction().width()).isEqualTo(200);
            assertThat(image.width()).isLessThan(image.height());
        }
    }

    @Test
    void headerIsCheckedBeforeMemoryIsAllocated() throws IOException {
        byte[] bomb = TestImages.encode(TestImages.gradient(8, 8), "png");
        ByteBuffer.wrap(bomb).putInt(16, 30_000).putInt(20, 30_000);
        assertRefused(() -> decoder.decode(bomb), "30000 x 30000 pixels exceed the limit of 100,000,000");
        byte[] plain = TestImages.encode(TestImages.gradient(8, 8), "png");
        assertRefused(() -> new ImageDecoder(63, 1000).decode(plain), "8 x 8 pixels exceed the limit of 63");
        new ImageDecoder(64, 1000).decode(plain).close();
    }

    @Test
    void longRowsAndColumnsAreRefusedBySize() throws IOException {
        byte[] png = TestImages.encode(TestImages.gradient(8, 8), "png");
        ByteBuffer.wrap(png).putInt(16, 2_000_000).putInt(20, 1);
        assertRefused(() -> decoder.decode(png), "2000000 x 1 pixels; rows and columns of at most 1048576");
        ByteBuffer.wrap(png).putInt(16, 1).putInt(20, 2_000_000);
        assertRefused(() -> decoder.decode(png), "1 x 2000000 pixels; rows and columns of at most 1048576");
    }

    @Test
    void damagedPixelsOfPngAreDetectedByTheirChecksum() throws IOException {
        byte[] file = TestImages.encode(TestImages.gradient(64, 64), "png");
        file[file.length / 2] ^= 1;
        assertRefused(() -> decoder.decode(file), "damaged PNG: a checksum is wrong");
    }

    @Test
    void manyScansAreRefused() throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        byte[] progressive = {(byte) 0xff, (byte) 0xc2, 0, 11, 8, 0, 9, 0, 9, 1, 1, 0x11, 0};
        byte[] scan = {(byte) 0xff, (byte) 0xda, 0, 8, 1, 1, 0, 0, 0, 0};
        file.write(new byte[] {(byte) 0xff, (byte) 0xd8});
        file.write(progressive);
        for (int i = 0; i <= JpegHeader.MAX_SCANS; i++) {
            file.write(scan);
        }
        assertRefused(() -> decoder.decode(file.toByteArray()), "a JPEG with more than 500 scans");
    }

    @Test
    void filesThatAreNoImagesAreQuotedInTheMessage() {
        assertRefused(() -> decoder.decode("<!DOCTYPE html><html>".getBytes(StandardCharsets.US_ASCII)), "'<!DOCTYPE'");
        assertRefused(() -> decoder.decode(new byte[0]), "empty file");
        assertRefused(() -> decoder.decode(new byte[] {1, 2, 3}), "not an image: starts with the bytes 01 02 03");
        byte[] heic = "\0\0\0\u0018ftypheic".getBytes(StandardCharsets.ISO_8859_1);
        assertRefused(() -> decoder.decode(heic), "HEIC is not supported: convert it");
    }

    @Test
    void filesAreReadByContentAndWithinTheLimit(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("really.jpg"), TestImages.encode(TestImages.gradient(9, 7), "png"));
        try (RgbImage image = decoder.read(file)) {
            assertThat(image.width()).isEqualTo(9);
        }
        assertRefused(() -> new ImageDecoder(1000, 20).read(file), "bytes exceeds the limit of 20");
        assertRefused(() -> decoder.read(folder.resolve("gone.jpg")), "no such file");
        assertRefused(() -> decoder.read(folder), "not a regular file");
    }

    @Test
    void decodingDoesNotLeakNativeMemory() throws IOException {
        byte[] valid = TestImages.encode(TestImages.gradient(200, 100), "jpg");
        byte[] truncated = cut(valid, 50);
        decoder.decode(valid).close();
        long before = Pointer.totalCount();
        for (int i = 0; i < 50; i++) {
            decoder.decode(valid).close();
            assertRefused(() -> decoder.decode(truncated), "truncated");
        }
        assertThat(Pointer.totalCount()).isEqualTo(before);
    }

    private static void assertRefused(ThrowingCallable call, String reason) {
        assertThatThrownBy(call).isInstanceOf(ImageReadException.class).hasMessageContaining(reason);
    }

    private static byte[] cut(byte[] file, int percent) {
        return Arrays.copyOf(file, file.length * percent / 100);
    }

    @Test
    void chunksThatDecodingDoesNotNeedAreRemoved() throws IOException {
        byte[] png = TestImages.encode(TestImages.gradient(5, 5), "png");
        byte[] profile = chunk("iCCP", "no profile at all");
        ByteBuffer file = ByteBuffer.allocate(png.length + profile.length);
        file.put(png, 0, 33).put(profile).put(png, 33, png.length - 33);
        assertThat(PngChunks.keepPixels(file)).isEqualTo(png.length);
        assertThat(Arrays.copyOf(file.array(), png.length)).isEqualTo(png);
    }

    private static byte[] chunk(String type, String data) {
        byte[] typed = (type + data).getBytes(StandardCharsets.US_ASCII);
        CRC32 sum = new CRC32();
        sum.update(typed);
        ByteBuffer chunk = ByteBuffer.allocate(typed.length + 8);
        return chunk.putInt(typed.length - 4)
                .put(typed)
                .putInt((int) sum.getValue())
                .array();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "P2 2 1 255 0 255",
                "P2 2 1 65535 0 65535",
                "P3 2 1 255 0 0 0 255 255 255",
                "P2 2 1 100 0 100",
                "P2 2 1 255 0 # comment\n255",
                "P1 2 1 1 0"
            })
    void textOfPnmNeedsNothingAfterTheLastNumber(String file) throws IOException {
        for (String end : List.of("", "\n")) {
            try (RgbImage image = decoder.decode((file + end).getBytes(StandardCharsets.US_ASCII))) {
                assertThat(TestImages.pixel(image, 0, 0)).containsOnly(0);
                assertThat(TestImages.pixel(image, 1, 0)).containsOnly(255);
            }
        }
    }
}
