package dev.pixio.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.image.raster.Colors;
import dev.pixio.image.raster.Raster;
import dev.pixio.image.raster.SampleRange;
import dev.pixio.image.resize.CropBox;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueryImageTest {

    private static final int WIDTH = 5;
    private static final int HEIGHT = 4;

    /** Of two channels: column / 4 and row / 4. */
    private static Raster raster() {
        float[][] planes = new float[2][WIDTH * HEIGHT];
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                planes[0][y * WIDTH + x] = x / 4f;
                planes[1][y * WIDTH + x] = y / 4f;
            }
        }
        return new Raster(WIDTH, HEIGHT, Colors.BANDS, new SampleRange(0, 1, SampleRange.Numbers.INTEGERS), planes);
    }

    @Test
    void aPartHasTheChannelsAndThePictureOfItsPixels() {
        try (QueryImage image = QueryImage.of(raster(), List.of(1, 2, 2));
                QueryImage part = image.part(new CropBox(1, 2, 2, 3))) {
            Raster cut = part.raster().orElseThrow();

            assertThat(cut.planes()[0]).containsExactly(0.5f, 0.75f, 1, 0.5f, 0.75f, 1);
            assertThat(cut.planes()[1]).containsExactly(0.25f, 0.25f, 0.25f, 0.5f, 0.5f, 0.5f);
            byte[] row = new byte[9];
            part.picture().copyRow(0, 0, row); // red from 0 to 1 in 5 columns, green of the second of 4 rows
            assertThat(row).containsExactly(128, 85, 85, 191, 85, 85, 255, 85, 85);
        }
    }

    @Test
    void aPartOutsideIsRefused() {
        Raster raster = raster();

        assertThatThrownBy(() -> raster.part(3, 0, 3, 2)).hasMessageContaining("3 x 2 pixels at (3, 0)");
    }
}
