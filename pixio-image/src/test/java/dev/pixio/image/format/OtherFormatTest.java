package dev.pixio.image.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OtherFormatTest {

    @Test
    void extensionsNameFormatsThatAreNotRead() {
        for (String read : ImageFormat.extensions().split(" ", -1)) {
            assertThat(OtherFormat.ofFileName("a." + read)).isEmpty();
        }
        assertThat(OtherFormat.ofFileName("IMG_1.HEIC")).contains(OtherFormat.HEIC);
        assertThat(OtherFormat.ofFileName("a.b.jp2")).contains(OtherFormat.JPEG_2000);
        assertThat(OtherFormat.ofFileName("photos.tar.gz")).contains(OtherFormat.GZIP);
        assertThat(OtherFormat.ofFileName("jxl")).isEmpty();
        assertThat(OtherFormat.ofFileName("notes.txt")).isEmpty();
    }

    /** First bytes as libavif, libheif, libjxl, OpenJPEG, Info-ZIP, 7-Zip and others write them. */
    @ParameterizedTest
    @CsvSource({
        "AVIF, 0000001c6674797061766966000000006d6966316d696166",
        "AVIF, 0000001c667479706d696631000000006d69663161766966",
        "HEIC, 0000001c6674797068656963000000006d69663168656963",
        "HEIC, 00000018667479706d696631000000006d696631",
        "JPEG_XL, ff0a7f",
        "JPEG_XL, 0000000c4a584c200d0a870a",
        "JPEG_2000, 0000000c6a5020200d0a870a",
        "JPEG_2000, ff4fff51002f",
        "RAW, 0000001866747970637278200000000163727820",
        "RAW, 46554a4946494c4d4343442d52415720",
        "PHOTOSHOP, 3842505300010000",
        "QOI, 716f696600000030",
        "EXR, 762f310102000000",
        "VIDEO, 00000020667479706d703432000000006d703432",
        "VIDEO, 1a45dfa3a3428681",
        "ZIP, 504b030414000000",
        "GZIP, 1f8b080000000000",
        "XZ, fd377a585a000004",
        "SEVEN_ZIP, 377abcaf271c0004",
        "RAR, 526172211a070100",
        "PDF, 255044462d312e37"
    })
    void formatsAreDetectedByContent(OtherFormat format, String start) {
        ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(start));
        assertThat(OtherFormat.of(bytes)).contains(format);
        assertThatThrownBy(() -> ImageFormat.of(bytes))
                .isInstanceOf(ImageReadException.class)
                .hasMessageContaining(format.title());
    }

    @Test
    void aTarArchiveIsDetectedByItsHeader() {
        byte[] header = new byte[512];
        System.arraycopy("photos/".getBytes(StandardCharsets.US_ASCII), 0, header, 0, 7);
        System.arraycopy("ustar".getBytes(StandardCharsets.US_ASCII), 0, header, 257, 5);
        assertThat(OtherFormat.of(ByteBuffer.wrap(header))).contains(OtherFormat.TAR);
        assertThat(OtherFormat.of(ByteBuffer.wrap(Arrays.copyOf(header, 100)))).isEmpty();
    }

    @Test
    void textAndOtherContentIsNoFormat() {
        for (String content : List.of("", "a list of names", "{}", "\0\0\0\0")) {
            Optional<OtherFormat> format = OtherFormat.of(ByteBuffer.wrap(content.getBytes(StandardCharsets.US_ASCII)));
            assertThat(format).isEmpty();
        }
    }
}
