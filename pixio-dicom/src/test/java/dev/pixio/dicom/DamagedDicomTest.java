package dev.pixio.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.pixio.data.ImageSource;
import dev.pixio.data.open.DataSources;
import dev.pixio.data.open.SourceSettings;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.Pages;
import dev.pixio.image.raster.Scaling;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are cut off, changed, or lie about their sizes: each is read, or refused in one line, in time linear in its size. */
class DamagedDicomTest {

    private static final int ROWS = 0x0010;
    private static final int COLUMNS = 0x0011;

    @TempDir
    private Path folder;

    private static byte[] bytes(String name) throws IOException {
        return Files.readAllBytes(GoldenDicom.files().resolve(name));
    }

    private Path write(byte... content) throws IOException {
        return Files.write(folder.resolve("damaged.dcm"), content);
    }

    /** The reason; empty if the file can be read. */
    private static String reason(Path file) throws IOException {
        try (ImageSource source = DataSources.STANDARD.open("dicom:" + file, SourceSettings.DEFAULT);
                RgbImage image = source.read(source.size() - 1)) {
            assertThat(image.width()).isPositive();
            return "";
        } catch (ImageReadException e) {
            assertThat(e.getMessage()).isNotBlank().doesNotContain("\n").hasSizeLessThan(300);
            return String.valueOf(e.getMessage());
        }
    }

    private String reason(byte... content) throws IOException {
        return reason(write(content));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ct.dcm",
                "inverted.dcm",
                "rle.dcm",
                "rle16.dcm",
                "jpegcolour.dcm",
                "bits.dcm",
                "palette.dcm",
                "big.dcm",
                "offsets.dcm",
                "j2k.dcm",
                "jls.dcm",
                "lossless16.dcm"
            })
    void filesThatAreCutOffAreRefused(String name) throws IOException {
        byte[] whole = bytes(name);
        int read = 0;
        for (int length = 0; length < whole.length; length++) {
            read += reason(Arrays.copyOf(whole, length)).isEmpty() ? 1 : 0;
        }
        assertThat(read)
                .isLessThanOrEqualTo(
                        4); // without the last bytes of the end mark, or the byte that makes the number even
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ct.dcm",
                "inverted.dcm",
                "rle.dcm",
                "frames.dcm",
                "jpeg.dcm",
                "ybr422.dcm",
                "palette.dcm",
                "padded.dcm",
                "offsets.dcm",
                "j2k.dcm",
                "j2krgb.dcm",
                "jls.dcm",
                "jlsrgb.dcm",
                "lossless.dcm",
                "lossless16.dcm",
                "losslessrgb.dcm",
                "extended.dcm"
            })
    void changedFilesAreReadOrRefused(String name) throws IOException {
        byte[] whole = bytes(name);
        Random random = new Random(name.hashCode());
        for (int trial = 0; trial < 600; trial++) {
            byte[] changed = whole.clone();
            for (int i = 0; i <= random.nextInt(4); i++) {
                int at = 132 + random.nextInt(changed.length - 132);
                changed[at] = random.nextBoolean() ? (byte) random.nextInt() : (byte) (random.nextBoolean() ? 0xFF : 0);
            }
            assertTimeoutPreemptively(Duration.ofSeconds(20), () -> reason(changed));
        }
    }

    /** Replaces the number of an element of group 0028 in an explicit file. */
    private static byte[] with(byte[] file, int element, int number) {
        ByteBuffer bytes = ByteBuffer.wrap(file.clone()).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 132; at + 10 <= file.length; at++) {
            if (bytes.getShort(at) == 0x0028 && bytes.getShort(at + 2) == (short) element && bytes.get(at + 4) == 'U') {
                return bytes.putShort(at + 8, (short) number).array();
            }
        }
        throw new IllegalStateException("no element " + element);
    }

    @Test
    void sizesAreComparedWithWhatIsThere() throws IOException {
        byte[] ct = bytes("ct.dcm");
        assertThat(reason(with(with(ct, ROWS, 65535), COLUMNS, 65535)))
                .isEqualTo("65535 x 65535 pixels exceed the limit of 100,000,000");
        assertThat(reason(with(ct, ROWS, 6)))
                .isEqualTo("truncated DICOM: 1 frame of 7 x 6 pixels need 84 bytes, and the pixel data have 70");
        assertThat(reason(with(ct, ROWS, 0))).isEqualTo("0 rows and 7 columns have no pixels");
        assertThat(reason(with(bytes("rle.dcm"), ROWS, 9000))).startsWith("truncated RLE: a segment has ");
        assertThat(reason(with(bytes("jpeg.dcm"), ROWS, 17)))
                .isEqualTo("damaged DICOM: a frame of 24 x 16 pixels, where the file says 24 x 17");
        assertThat(reason(with(ct, 0x0100, 12))).isEqualTo("12 allocated bits are not read, only 1, 8, 16 and 32");
    }

    @Test
    void numbersThatDoNotFitAreRefused() throws IOException {
        byte[] wide = with(with(with(with(bytes("ct.dcm"), 0x0100, 32), 0x0101, 32), 0x0102, 31), COLUMNS, 3);
        assertThat(reason(wide)).isEmpty();
        assertThat(reason(with(wide, 0x0103, 0))).isEqualTo("unsigned values of 32 bits are not read");
    }

    @Test
    void greyValuesWithThreeSamplesAreRefusedForAllChannels() throws IOException {
        ImageInput grey = ImageInput.of(1, Scaling.RANGE, Pages.FIRST);
        String message = "the photometric interpretation 'MONOCHROME2' with 3 samples per pixel is not read";
        try (ImageSource source = DataSources.STANDARD.open(
                write(with(with(bytes("ct.dcm"), 0x0002, 3), ROWS, 1)).toString(), SourceSettings.DEFAULT)) {
            assertThatThrownBy(() -> source.raster(0, grey)).hasMessageContaining(message);
            assertThatThrownBy(() -> source.read(0)).hasMessageContaining(message);
        }
    }

    /** The number of the first entry is unsigned, as pixels are. */
    @Test
    void palettesMayBeginAboveTheMiddle() throws IOException {
        byte[] palette = bytes("palette.dcm");
        for (int element = 0x1101; element <= 0x1103; element++) {
            palette = withSecond(palette, element, 40_000);
        }
        try (ImageSource source = DataSources.STANDARD.open(write(palette).toString(), SourceSettings.DEFAULT);
                RgbImage image = source.read(0)) {
            byte[] row = new byte[3 * image.width()];
            image.copyRow(0, 0, row);
            assertThat(row).containsOnly(0); // all pixels are below the table, and have its first entry
        }
    }

    private static byte[] withSecond(byte[] file, int element, int number) {
        ByteBuffer bytes = ByteBuffer.wrap(file.clone()).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 132; at + 14 <= file.length; at++) {
            if (bytes.getShort(at) == 0x0028 && bytes.getShort(at + 2) == (short) element) {
                return bytes.putShort(at + 10, (short) number).array();
            }
        }
        throw new IllegalStateException("no element " + element);
    }

    @Test
    void otherTransferSyntaxesAreRefusedByName() throws IOException {
        String text = new String(bytes("ct.dcm"), StandardCharsets.ISO_8859_1);
        String jpegLs = text.replace("1.2.840.10008.1.2.1\0", "1.2.840.10008.1.2.9\0");
        assertThat(reason(jpegLs.getBytes(StandardCharsets.ISO_8859_1)))
                .isEqualTo("its transfer syntax '1.2.840.10008.1.2.9' is unknown");
        String hevc = text.replace("1.2.840.10008.1.2.1\0", "1.2.840.10008.1.2.4.107\0")
                .replace("UI\24\0" + "1.2.840.10008.1.2.4", "UI\30\0" + "1.2.840.10008.1.2.4");
        assertThat(reason(hevc.getBytes(StandardCharsets.ISO_8859_1)))
                .isEqualTo("the transfer syntax HEVC/H.265 is not read: convert the file to one without compression,"
                        + " such as Explicit VR Little Endian");
        assertThat(reason("not an image".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("not DICOM: 'DICM' is missing at byte 128");
    }

    /** A header of nothing but the starts of sequences, and one of many empty elements. */
    @Test
    void deepAndLongHeadersEnd() throws IOException {
        byte[] start = Arrays.copyOf(bytes("ct.dcm"), headerOfMeta(bytes("ct.dcm")));
        ByteBuffer deep = ByteBuffer.allocate(start.length + 12 * 100_000).order(ByteOrder.LITTLE_ENDIAN);
        deep.put(start);
        while (deep.remaining() >= 12) {
            deep.putShort((short) 8)
                    .putShort((short) 0x1140)
                    .put((byte) 'S')
                    .put((byte) 'Q')
                    .putShort((short) 0)
                    .putInt(-1);
        }
        assertThat(reason(deep.array())).isEqualTo("its sequences are nested more than 64 deep");
        ByteBuffer large = ByteBuffer.allocate(start.length + 8 * 2_000_000).order(ByteOrder.LITTLE_ENDIAN);
        large.put(start);
        while (large.remaining() >= 8) {
            large.putShort((short) 8)
                    .putShort((short) 5)
                    .put((byte) 'C')
                    .put((byte) 'S')
                    .putShort((short) 0);
        }
        assertTimeoutPreemptively(
                Duration.ofSeconds(30),
                () -> assertThat(reason(large.array())).isEqualTo("its header has more than 1048576 elements"));
    }

    /** Where the elements of the file meta information end. */
    private static int headerOfMeta(byte... file) {
        return 132 + 12 + ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(132 + 8);
    }

    @Test
    void whatIsNotThereIsNoImage() {
        assertThatThrownBy(() -> DataSources.STANDARD.open("absent.dcm", SourceSettings.DEFAULT))
                .hasMessage("no such file: absent.dcm");
        assertThatThrownBy(() -> DataSources.STANDARD.open("https://example.org/a.dcm", SourceSettings.DEFAULT))
                .hasMessage(
                        "https://example.org/a.dcm is on a web server, and DICOM files are read from disk: download it");
    }

    @Test
    void aFolderWithoutDicomSaysSo() throws IOException {
        Files.writeString(folder.resolve("a.txt"), "text");
        assertThatThrownBy(() -> DataSources.STANDARD.open("dicom:" + folder, SourceSettings.DEFAULT))
                .hasMessage("no DICOM files in " + folder + ": its 1 files are of other kinds");
    }
}
