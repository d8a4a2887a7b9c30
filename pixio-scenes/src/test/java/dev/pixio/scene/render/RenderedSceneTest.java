package dev.pixio.scene.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.scene.SceneSource;
import dev.pixio.scene.layout.SceneClass;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Labels, segmentation and depth are consistent, and the class cannot be predicted from colour. */
class RenderedSceneTest {

    private static final int SIZE = 64;

    private final SceneSource scenes = new SceneSource(11, 10_000, SIZE);

    @Test
    void classesAreEquallyFrequent() {
        Map<SceneClass, Integer> counts = new EnumMap<>(SceneClass.class);
        for (long index = 0; index < 5000; index++) {
            counts.merge(scenes.label(index), 1, Integer::sum);
        }
        assertThat(counts).hasSize(SceneClass.values().length);
        assertThat(counts.values()).allMatch(count -> count > 400 && count < 600);
    }

    @Test
    void theMainObjectCoversEnoughPixels() {
        double sum = 0;
        for (long index = 0; index < 300; index++) {
            double share = shareOf(scenes.render(index));
            assertThat(share).as("scene %d", index).isBetween(0.02, 0.6);
            sum += share;
        }
        assertThat(sum / 300).isBetween(0.15, 0.3);
    }

    @Test
    void theMainObjectIsNearerThanTheGroundBehindIt() {
        int compared = 0;
        for (long index = 0; index < 100; index++) {
            RenderedScene scene = scenes.render(index);
            for (int pixel = SIZE; pixel < SIZE * SIZE; pixel++) {
                boolean object = scene.segmentation()[pixel] == scene.label().segmentationId();
                if (object && scene.segmentation()[pixel - SIZE] == RenderedScene.GROUND) {
                    assertThat(scene.depth()[pixel]).isLessThan(scene.depth()[pixel - SIZE]);
                    compared++;
                }
            }
        }
        assertThat(compared).isGreaterThan(300);
    }

    @Test
    void depthIsPositiveAndAtMostFar() {
        for (long index = 0; index < 50; index++) {
            for (float depth : scenes.render(index).depth()) {
                assertThat(depth).isGreaterThan(0).isLessThanOrEqualTo(RenderedScene.FAR);
            }
        }
    }

    @Test
    void segmentationHasNoUnknownClass() {
        for (long index = 0; index < 50; index++) {
            for (byte value : scenes.render(index).segmentation()) {
                assertThat((int) value).isBetween(0, RenderedScene.SEGMENTATION_CLASSES - 1);
            }
        }
    }

    /** Nearest class mean on mean colours: chance level is 10 %, with a standard deviation of 1.5 % for 400 images. */
    @Test
    void meanColourDoesNotPredictTheClass() {
        double[][] centroids = new double[SceneClass.values().length][3];
        int[] counts = new int[centroids.length];
        for (long index = 0; index < 800; index++) {
            RenderedScene scene = scenes.render(index);
            double[] colour = meanColour(scene);
            int label = scene.label().id();
            counts[label]++;
            for (int channel = 0; channel < 3; channel++) {
                centroids[label][channel] += (colour[channel] - centroids[label][channel]) / counts[label];
            }
        }
        int correct = 0;
        for (long index = 800; index < 1200; index++) {
            RenderedScene scene = scenes.render(index);
            correct += nearest(centroids, meanColour(scene)) == scene.label().id() ? 1 : 0;
        }
        assertThat(correct / 400.0).isLessThan(0.17);
    }

    private static double shareOf(RenderedScene scene) {
        int count = 0;
        for (byte value : scene.segmentation()) {
            count += value == scene.label().segmentationId() ? 1 : 0;
        }
        return count / (double) scene.segmentation().length;
    }

    private static double[] meanColour(RenderedScene scene) {
        double[] mean = new double[3];
        for (int at = 0; at < scene.rgb().length; at++) {
            mean[at % 3] += (scene.rgb()[at] & 0xFF) / (255.0 * SIZE * SIZE);
        }
        return mean;
    }

    private static int nearest(double[][] centroids, double[] colour) {
        int best = 0;
        double smallest = Double.MAX_VALUE;
        for (int label = 0; label < centroids.length; label++) {
            double square = 0;
            for (int channel = 0; channel < 3; channel++) {
                double difference = centroids[label][channel] - colour[channel];
                square += difference * difference;
            }
            if (square < smallest) {
                smallest = square;
                best = label;
            }
        }
        return best;
    }
}
