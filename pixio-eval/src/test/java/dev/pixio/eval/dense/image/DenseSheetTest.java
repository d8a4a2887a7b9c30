package dev.pixio.eval.dense.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.eval.dense.DenseScenes;
import dev.pixio.eval.dense.ScenePredictions.PredictedScene;
import dev.pixio.scene.render.RenderedScene;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DenseSheetTest {

    private static final int HEIGHT = 32;
    private static final int WIDTH = 40;
    private static final int PIXELS = HEIGHT * WIDTH;

    /** Images are enlarged four times, to 160 pixels, with gaps of 6 pixels; a heading has 26 and the footer 80. */
    private static final int TILE_WIDTH = 160;

    private static final int TILE_HEIGHT = 128;

    @TempDir
    private Path folder;

    @Test
    void aSceneIsARowOfFiveImages() throws IOException {
        BufferedImage sheet = write(scene(3, 3, 2), scene(4, 3, 2));

        assertThat(sheet.getWidth()).isEqualTo(6 + 5 * (TILE_WIDTH + 6));
        assertThat(sheet.getHeight()).isEqualTo(26 + 2 * (TILE_HEIGHT + 6) + 80);
        assertThat(centre(sheet, 0, 0)).as("the image").isEqualTo(0x0A141E);
        assertThat(centre(sheet, 0, 1)).as("a mask").isNotEqualTo(centre(sheet, 1, 1));
        assertThat(centre(sheet, 0, 2)).as("a predicted mask").isEqualTo(centre(sheet, 0, 1));
        assertThat(centre(sheet, 1, 2)).isEqualTo(centre(sheet, 0, 2));
        assertThat(centre(sheet, 0, 4)).as("a predicted depth").isEqualTo(centre(sheet, 0, 3));
    }

    @Test
    void aWrongPredictionChangesItsColumnOnly() throws IOException {
        BufferedImage right = write(scene(3, 3, 2));
        assertThat(changed(right, write(scene(3, 5, 2)))).containsExactly(2);
        assertThat(changed(right, write(scene(3, 3, 7)))).containsExactly(4);
    }

    @Test
    void eachClassHasItsColour() throws IOException {
        Set<Integer> colours = new HashSet<>();
        for (int label = 0; label < DenseScenes.segmentationClasses().size(); label++) {
            colours.add(centre(write(scene(label, 0, 2)), 0, 1));
        }
        assertThat(colours).hasSameSizeAs(DenseScenes.segmentationClasses());
    }

    @Test
    void depthThatDoesNotCountIsGreyWhateverIsPredicted() throws IOException {
        float[] far = new float[PIXELS];
        Arrays.fill(far, RenderedScene.FAR);
        far[0] = 2;
        PredictedScene scene = scene(3, 3, 2);
        BufferedImage sheet = write(new PredictedScene(
                scene.image(), scene.mask(), scene.predictedMask(), far, scene.predictedDepth(), HEIGHT, WIDTH, 2));

        assertThat(centre(sheet, 0, 3)).isEqualTo(0xC8C8C8);
        assertThat(centre(sheet, 0, 4)).isEqualTo(0xC8C8C8);
    }

    /** A scene of one class, with depths of 2 m above and 8 m below, and an image of half the size of its mask. */
    private static PredictedScene scene(int label, int predicted, float upperDepth) {
        byte[] image = new byte[3 * PIXELS / 4];
        for (int i = 0; i < image.length; i++) {
            image[i] = (byte) (10 * (i % 3 + 1));
        }
        float[] depth = depths(2);
        return new PredictedScene(image, mask(label), mask(predicted), depth, depths(upperDepth), HEIGHT, WIDTH, 2);
    }

    private static byte[] mask(int label) {
        byte[] mask = new byte[PIXELS];
        Arrays.fill(mask, (byte) label);
        return mask;
    }

    private static float[] depths(float upper) {
        float[] depths = new float[PIXELS];
        Arrays.fill(depths, 8);
        Arrays.fill(depths, 0, PIXELS / 2, upper);
        return depths;
    }

    private BufferedImage write(PredictedScene... scenes) throws IOException {
        Path file = folder.resolve("sheet.png");
        DenseSheet.write(file, List.of(scenes));
        return ImageIO.read(file.toFile());
    }

    private static int centre(BufferedImage sheet, int row, int column) {
        return sheet.getRGB(
                        6 + column * (TILE_WIDTH + 6) + TILE_WIDTH / 2, 26 + row * (TILE_HEIGHT + 6) + TILE_HEIGHT / 2)
                & 0xFFFFFF;
    }

    /** The columns of the images in which two sheets differ. */
    private static Set<Integer> changed(BufferedImage one, BufferedImage other) {
        Set<Integer> columns = new HashSet<>();
        for (int y = 0; y < one.getHeight(); y++) {
            for (int x = 0; x < one.getWidth(); x++) {
                if (one.getRGB(x, y) != other.getRGB(x, y)) {
                    columns.add((x - 6) / (TILE_WIDTH + 6));
                }
            }
        }
        return columns;
    }
}
