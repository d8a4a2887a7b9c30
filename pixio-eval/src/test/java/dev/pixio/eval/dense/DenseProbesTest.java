package dev.pixio.eval.dense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.eval.dense.report.DepthResult;
import dev.pixio.eval.dense.report.SegmentationResult;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.scene.render.RenderedScene;
import dev.pixio.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;

/** Features of known values. Patches of one pixel, so that predictions for patches are predictions for pixels. */
class DenseProbesTest {

    private static final PatchGrid PIXELS = new PatchGrid(32, 32, 3, 1);
    private static final int CLASSES = RenderedScene.SEGMENTATION_CLASSES;

    @Test
    void targetsThatAreLinearInTheTokensAreFoundWithoutErrors() throws Exception {
        try (ScenePair scenes = scenes();
                SceneFeatures train = answers(scenes.train());
                SceneFeatures test = answers(scenes.test())) {
            DenseProbes found = DenseProbes.evaluate(train, test, 0);

            assertThat(found.segmentation().meanIou().value()).isEqualTo(1);
            assertThat(found.segmentation().meanIou().low()).isEqualTo(1);
            assertThat(found.segmentation().regionIou().value()).isEqualTo(1);
            assertThat(found.segmentation().accuracy().value()).isEqualTo(1);
            assertThat(found.segmentation().iouByClass())
                    .containsEntry("ground", 1.0)
                    .containsEntry("background", 1.0);
            assertThat(found.depth().d1().value()).isEqualTo(1);
            assertThat(found.depth().logError().value()).isCloseTo(0, within(1e-3));
        }
    }

    @Test
    void constantTokensGiveTheMostFrequentClassAndTheMeanLogDepth() throws Exception {
        try (ScenePair scenes = scenes()) {
            long[] trained = counts(scenes.train());
            long[] tested = counts(scenes.test());
            int most = 0;
            int present = 0;
            long pixels = 0;
            for (int label = 0; label < CLASSES; label++) {
                most = trained[label] > trained[most] ? label : most;
                present += tested[label] > 0 ? 1 : 0;
                pixels += tested[label];
            }
            double share = (double) tested[most] / pixels;

            DenseProbes found = DenseProbes.guessing(scenes, PIXELS, 0);
            SegmentationResult segmentation = found.segmentation();
            assertThat(segmentation.accuracy().value()).isCloseTo(share, within(1e-12));
            assertThat(segmentation.meanIou().value()).isCloseTo(share / present, within(1e-12));
            assertThat(segmentation.iouByClass()).hasSize(present);
            DepthResult depth = found.depth();
            assertThat(depth.logError().value())
                    .isCloseTo(meanError(scenes.test(), meanLogDepth(scenes.train())), within(1e-5));
        }
    }

    @Test
    void intervalsContainTheValueAndTheSameSeedGivesTheSameResult() throws Exception {
        try (ScenePair scenes = scenes()) {
            DenseProbes first = DenseProbes.guessing(scenes, PIXELS, 3);

            assertThat(DenseProbes.guessing(scenes, PIXELS, 3)).isEqualTo(first);
            assertThat(first.depth().d1().value())
                    .isGreaterThan(first.depth().d1().low())
                    .isLessThan(first.depth().d1().high());
            assertThat(DenseProbes.guessing(scenes, PIXELS, 4).depth().d1().low())
                    .as("the samples of another seed")
                    .isNotEqualTo(first.depth().d1().low());
        }
    }

    @Test
    void predictionsOfTheFirstScenesAreKept() throws Exception {
        try (ScenePair scenes = scenes();
                SceneFeatures train = answers(scenes.train());
                SceneFeatures test = answers(scenes.test())) {
            ScenePredictions predictions = new ScenePredictions(3);
            DenseProbes.evaluate(train, test, 0, predictions);

            assertThat(predictions.scenes()).hasSize(3);
            for (int i = 0; i < 3; i++) {
                ScenePredictions.PredictedScene scene = predictions.scenes().get(i);
                assertThat(scene.mask()).isEqualTo(scenes.test().mask(i));
                assertThat(scene.predictedMask()).isEqualTo(scene.mask());
                assertThat(scene.image())
                        .isEqualTo(scenes.test().source().render(i).rgb());
                float[] depth = scene.depth();
                for (int pixel = 0; pixel < depth.length; pixel++) {
                    if (depth[pixel] < RenderedScene.FAR) {
                        assertThat(scene.predictedDepth()[pixel] / depth[pixel]).isCloseTo(1, within(0.01f));
                    }
                }
            }
        }
    }

    /** Many classes in the order of one number need large weights, so that the weakest decay predicts best. */
    @Test
    void theDecayIsTheOneThatPredictsHeldOutScenesBest() throws Exception {
        try (ScenePair scenes = scenes();
                SceneFeatures train = numbers(scenes.train());
                SceneFeatures test = numbers(scenes.test())) {
            assertThat(DenseProbes.evaluate(train, test, 0).segmentation().weightDecay())
                    .isEqualTo(1e-5);
        }
    }

    /** For each pixel the number of its class. */
    private static SceneFeatures numbers(DenseScenes scenes) {
        int pixels = PIXELS.patches();
        float[] values = new float[scenes.size() * pixels];
        for (int scene = 0; scene < scenes.size(); scene++) {
            byte[] mask = scenes.mask(scene);
            for (int pixel = 0; pixel < pixels; pixel++) {
                values[scene * pixels + pixel] = mask[pixel];
            }
        }
        try (PointerScope scope = new PointerScope()) {
            return SceneFeatures.ofPatches(scenes, PIXELS, Tensors.of(values, values.length, 1));
        }
    }

    private static ScenePair scenes() throws InterruptedException {
        return ScenePair.render(new SceneSet(1, 30), new SceneSet(2, 12), PIXELS, 2);
    }

    /** For each pixel a 1 at its class, and the logarithm of its depth. */
    private static SceneFeatures answers(DenseScenes scenes) {
        int pixels = PIXELS.patches();
        int length = CLASSES + 1;
        float[] values = new float[scenes.size() * pixels * length];
        for (int scene = 0; scene < scenes.size(); scene++) {
            byte[] mask = scenes.mask(scene);
            float[] depth = scenes.depth(scene);
            for (int pixel = 0; pixel < pixels; pixel++) {
                int row = (scene * pixels + pixel) * length;
                values[row + mask[pixel]] = 1;
                values[row + CLASSES] = (float) Math.log(depth[pixel]);
            }
        }
        try (PointerScope scope = new PointerScope()) {
            return SceneFeatures.ofPatches(scenes, PIXELS, Tensors.of(values, (long) scenes.size() * pixels, length));
        }
    }

    private static long[] counts(DenseScenes scenes) {
        long[] counts = new long[CLASSES];
        for (int scene = 0; scene < scenes.size(); scene++) {
            for (byte value : scenes.mask(scene)) {
                counts[value]++;
            }
        }
        return counts;
    }

    private static double meanLogDepth(DenseScenes scenes) {
        double sum = 0;
        long valid = 0;
        for (int scene = 0; scene < scenes.size(); scene++) {
            for (float depth : scenes.depth(scene)) {
                if (depth < RenderedScene.FAR) {
                    sum += Math.log(depth);
                    valid++;
                }
            }
        }
        return sum / valid;
    }

    /** Mean over the scenes of the RMSE of a constant prediction. */
    private static double meanError(DenseScenes scenes, double predicted) {
        double sum = 0;
        for (int scene = 0; scene < scenes.size(); scene++) {
            double squares = 0;
            long valid = 0;
            for (float depth : scenes.depth(scene)) {
                if (depth < RenderedScene.FAR) {
                    squares += Math.pow(Math.log(depth) - predicted, 2);
                    valid++;
                }
            }
            sum += Math.sqrt(squares / valid);
        }
        return sum / scenes.size();
    }
}
