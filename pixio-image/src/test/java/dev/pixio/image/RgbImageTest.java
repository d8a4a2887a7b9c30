package dev.pixio.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** {@link RgbImage}: parts. Bytes are numbered from 0 in a new image of 4 x 3 pixels. */
class RgbImageTest {

    @Test
    void aPartIsACopyOfItsPixels() {
        byte[] first = new byte[6];
        byte[] second = new byte[6];
        try (RgbImage image = numbered()) {
            RgbImage part = image.part(1, 1, 2, 2);
            image.data().put(15, (byte) 99);
            assertThat(part.width()).isEqualTo(2);
            assertThat(part.height()).isEqualTo(2);
            part.copyRow(0, 0, first);
            part.copyRow(1, 0, second);
            part.close();
        }
        assertThat(first).containsExactly(15, 16, 17, 18, 19, 20);
        assertThat(second).containsExactly(27, 28, 29, 30, 31, 32);
    }

    @Test
    void aPartBeyondTheBorderIsRefused() {
        try (RgbImage image = numbered()) {
            assertThatThrownBy(() -> image.part(3, 0, 2, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("there are no such pixels: 2 from (3, 0) of 4 x 3");
            assertThatThrownBy(() -> image.part(0, 2, 1, 2)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> image.part(0, -1, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static RgbImage numbered() {
        RgbImage image = RgbImage.of(4, 3);
        for (int i = 0; i < 36; i++) {
            image.data().put(i, (byte) i);
        }
        return image;
    }
}
