package dev.pixio.eval.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.embed.view.PatchPoint;
import dev.pixio.embed.view.ViewedImage;
import dev.pixio.eval.plot.ImageSheet.Rgb;
import dev.pixio.eval.plot.Upscaling;
import dev.pixio.eval.view.FeaturePanels.Panel;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FeaturePanelsTest {

    private static ViewedImage image(int rows, int columns, long seed) {
        Random random = new Random(seed);
        float[] tokens = new float[rows * columns * 6];
        float[] attention = new float[2 * (1 + rows * columns)];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = (float) random.nextGaussian();
        }
        for (int i = 0; i < attention.length; i++) {
            attention[i] = i % (1 + rows * columns) / 100f;
        }
        byte[] rgb = new byte[3 * 16 * rows * columns];
        Arrays.fill(rgb, (byte) 90);
        return new ViewedImage("a", rgb, 4 * rows, 4 * columns, tokens, 6, rows, columns, attention, 2, 1);
    }

    private static Panel named(List<Panel> panels, String name) {
        return panels.stream()
                .filter(panel -> panel.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static int red(Rgb picture, int row, int column) {
        return picture.rgb()[3 * (row * picture.width() + column)] & 0xFF;
    }

    @Test
    void picturesKeepTheAspectRatio() {
        FeaturePanels panels = new FeaturePanels(List.of(image(3, 5, 1)), List.of(), Upscaling.NEAREST);

        assertThat(panels.of(0, PictureBox.longest(200)))
                .extracting(Panel::name)
                .containsExactly("image", "pca", "pca-foreground", "attention");
        assertThat(panels.of(0, PictureBox.longest(200))).allSatisfy(panel -> {
            assertThat(panel.picture().width()).isEqualTo(200);
            assertThat(panel.picture().height()).isEqualTo(120);
        });
    }

    @Test
    void attentionIsDarkWhereItIsSmallestAndBrightWhereItIsLargest() {
        FeaturePanels panels = new FeaturePanels(List.of(image(3, 5, 1)), List.of(), Upscaling.NEAREST);
        Rgb map = named(panels.of(0, PictureBox.longest(200)), "attention").picture();

        assertThat(red(map, 0, 0)).isLessThan(5);
        assertThat(red(map, 119, 199)).isGreaterThan(240);
        assertThat(panels.attention(0, PictureBox.longest(64))).hasSize(1);
        assertThat(panels.attention(0, PictureBox.longest(64)).get(0))
                .extracting(Panel::heading)
                .containsExactly("mean", "head 1", "head 2");
    }

    @Test
    void nearestKeepsSquaresAndBilinearDoesNot() {
        List<ViewedImage> images = List.of(image(3, 5, 1));
        Rgb squares = named(
                        new FeaturePanels(images, List.of(), Upscaling.NEAREST).of(0, PictureBox.longest(200)), "pca")
                .picture();
        Rgb smooth = named(
                        new FeaturePanels(images, List.of(), Upscaling.BILINEAR).of(0, PictureBox.longest(200)), "pca")
                .picture();

        assertThat(red(squares, 0, 0)).isEqualTo(red(squares, 39, 39));
        assertThat(smooth.rgb()).isNotEqualTo(squares.rgb());
    }

    @Test
    void thePointIsMarkedOnTheFirstImageOnly() {
        List<ViewedImage> images = List.of(image(3, 5, 1), image(3, 5, 1));
        FeaturePanels panels = new FeaturePanels(images, List.of(new PatchPoint(1, 2)), Upscaling.NEAREST);

        assertThat(red(named(panels.of(0, PictureBox.longest(200)), "image").picture(), 60, 100))
                .isEqualTo(255);
        assertThat(red(named(panels.of(1, PictureBox.longest(200)), "image").picture(), 60, 100))
                .isEqualTo(90);
        Rgb similarity =
                named(panels.of(1, PictureBox.longest(200)), "similarity").picture();
        assertThat(red(similarity, 60, 100))
                .as("the equal patch of the other image is as similar")
                .isGreaterThan(240);
    }
}
