package dev.pixio.downstream.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.downstream.data.DensePixels;
import dev.pixio.downstream.data.RgbPlanes;
import dev.pixio.downstream.evaluate.DensePrediction;
import dev.pixio.downstream.task.Segmentation;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictionSheetTest {

    private static final List<String> CLASSES = List.of("road", "a class with a name of many letters", "c");

    @TempDir
    Path folder;

    /** A grey image whose true label is 1 and whose predicted label is 2. */
    private static DensePrediction prediction(int height, int width) {
        byte[] grey = new byte[3 * height * width];
        Arrays.fill(grey, (byte) 90);
        float[] truth = new float[height * width];
        Arrays.fill(truth, 1);
        float[] values = new float[height * width];
        Arrays.fill(values, 2);
        return new DensePrediction(
                new Segmentation(CLASSES), "image", new DensePixels(new RgbPlanes(grey, height, width), truth), values);
    }

    private BufferedImage sheet(DensePrediction... predictions) throws Exception {
        Path file = folder.resolve("sheet.png");
        PredictionSheet.write(file, List.of(predictions));
        return ImageIO.read(file.toFile());
    }

    @Test
    void largeImagesAreReducedAndRowsAreAsHighAsTheirImages() throws Exception {
        BufferedImage drawn = sheet(prediction(900, 600), prediction(300, 900));

        // 900 pixels are reduced by 3 to 300. Four columns, gaps of 6; header 26, rows of 300 and 100, two lines of 20
        // and 8.
        assertThat(drawn.getWidth()).isEqualTo(6 + 4 * (300 + 6));
        assertThat(drawn.getHeight()).isEqualTo(26 + 300 + 6 + 100 + 6 + 2 * 20 + 8);
        assertThat(drawn.getRGB(6 + 199, 26 + 299) & 0xFFFFFF).isEqualTo(0x5A5A5A);
        assertThat(drawn.getRGB(6 + 201, 26 + 299) & 0xFFFFFF).isEqualTo(0xFFFFFF); // beside a narrower image
        assertThat(drawn.getRGB(6 + 299, 26 + 306 + 99) & 0xFFFFFF).isEqualTo(0x5A5A5A);
        assertThat(drawn.getRGB(6 + 306, 26) & 0xFFFFFF)
                .isEqualTo(LabelColours.of(CLASSES).get(1));
        assertThat(drawn.getRGB(6 + 612, 26) & 0xFFFFFF)
                .isEqualTo(LabelColours.of(CLASSES).get(2));
    }

    @Test
    void theLegendNamesTheClassesThatOccurWithoutOverlap() throws Exception {
        BufferedImage drawn = sheet(prediction(48, 48));

        int top = drawn.getHeight() - 48 + 4 + 6; // the middle of the first line of squares
        int second = 6 + 12 + 12 + 8 * CLASSES.get(1).length();
        assertThat(drawn.getRGB(8, top) & 0xFFFFFF)
                .isEqualTo(LabelColours.of(CLASSES).get(1));
        assertThat(drawn.getRGB(second + 4, top) & 0xFFFFFF)
                .isEqualTo(LabelColours.of(CLASSES).get(2));
    }
}
