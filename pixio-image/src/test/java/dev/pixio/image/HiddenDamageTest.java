package dev.pixio.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Damage of which the message follows others: libjpeg writes only the first one about a file. */
@EnabledOnOs(OS.LINUX)
class HiddenDamageTest {

    private static final int APP0_VERSION = 2 + 4 + 5; // start of image, marker and length, "JFIF" and 0

    private final ImageDecoder decoder = ImageDecoder.withDefaults();

    /** Faults at which libjpeg writes a warning, and no pixel is wrong. */
    enum Harmless {
        EXTRANEOUS_BYTES {
            @Override
            byte[] in(byte[] jpeg) {
                int end = 4 + ByteBuffer.wrap(jpeg).getShort(4);
                byte[] file = new byte[jpeg.length + 3];
                System.arraycopy(jpeg, 0, file, 0, end);
                System.arraycopy(jpeg, end, file, end + 3, jpeg.length - end);
                return file;
            }
        },
        JFIF_VERSION {
            @Override
            byte[] in(byte[] jpeg) {
                byte[] file = jpeg.clone();
                file[APP0_VERSION] = 7;
                return file;
            }
        },
        ADOBE_TRANSFORM {
            @Override
            byte[] in(byte[] jpeg) {
                byte[] adobe = {(byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 9};
                int end = 4 + ByteBuffer.wrap(jpeg).getShort(4); // of JFIF's segment, which Adobe's replaces
                ByteBuffer file = ByteBuffer.allocate(jpeg.length + adobe.length + 2 - end);
                return file.put(jpeg, 0, 2)
                        .put(adobe)
                        .put(jpeg, end, jpeg.length - end)
                        .array();
            }
        };

        abstract byte[] in(byte[] jpeg);
    }

    @ParameterizedTest
    @EnumSource
    void aHarmlessFaultOfAJpegHidesNoDamage(Harmless fault) throws IOException {
        byte[] whole = TestImages.encode(TestImages.gradient(300, 200), "jpg");
        byte[] damaged = Arrays.copyOf(whole, whole.length / 2 + 2);
        damaged[damaged.length - 2] = (byte) 0xff;
        damaged[damaged.length - 1] = (byte) 0xd9;
        String reason = "damaged JPEG: premature end of data segment";
        assertThatThrownBy(() -> decoder.decode(damaged)).hasMessage(reason);
        assertThatThrownBy(() -> decoder.decode(fault.in(damaged))).hasMessage(reason);
        assertThatThrownBy(() -> decoder.decode(fault.in(damaged), reduction -> true))
                .hasMessage(reason);
        try (RgbImage plain = decoder.decode(whole);
                RgbImage image = decoder.decode(fault.in(whole))) {
            assertThat(TestImages.pixel(image, 299, 199)).isEqualTo(TestImages.pixel(plain, 299, 199));
        }
    }

    /** libtiff writes a line about each unknown tag, and then about the rows. */
    @Test
    void manyWarningsOfATiffHideNoDamage() {
        assertThatThrownBy(() -> decoder.decode(fax(0))).hasMessageStartingWith("damaged TIFF: ");
        assertThatThrownBy(() -> decoder.decode(fax(500))).hasMessageStartingWith("damaged TIFF: ");
    }

    /** A bilevel TIFF with CCITT's group 4, of which the codes are random. */
    private static byte[] fax(int unknownTags) {
        int[][] fields = {{256, 64}, {257, 64}, {258, 1}, {259, 4}, {262, 0}, {273, 8}, {277, 1}, {278, 64}, {279, 64}};
        int directory = 8 + 64;
        ByteBuffer file = ByteBuffer.allocate(directory + 6 + 12 * (fields.length + unknownTags))
                .order(ByteOrder.LITTLE_ENDIAN);
        file.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(directory);
        for (int i = 0; i < 64; i++) {
            file.put((byte) (37 * i * i + 11 * i));
        }
        file.putShort((short) (fields.length + unknownTags));
        for (int[] field : fields) {
            file.putShort((short) field[0]).putShort((short) 4).putInt(1).putInt(field[1]);
        }
        for (int i = 0; i < unknownTags; i++) {
            file.putShort((short) (60_000 + i)).putShort((short) 4).putInt(1).putInt(i);
        }
        return file.putInt(0).array();
    }
}
