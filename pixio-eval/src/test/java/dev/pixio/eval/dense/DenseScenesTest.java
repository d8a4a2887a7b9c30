package dev.pixio.eval.dense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.model.config.PatchGrid;
import dev.pixio.scene.SceneSource;
import dev.pixio.scene.render.RenderedScene;
import dev.pixio.torch.Tensors;
import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class DenseScenesTest {

    @Test
    void imagesMasksAndDepthsAreThoseOfTheScenes() throws Exception {
        RenderedScene expected = new SceneSource(7, 70, 40).render(66);
        try (DenseScenes scenes = render(7, 70, 40, 40);
                PointerScope scope = new PointerScope()) {
            assertThat(scenes.mask(66)).isEqualTo(expected.segmentation());
            assertThat(scenes.depth(66)).isEqualTo(expected.depth());
            assertThat(scenes.labels()[66]).isEqualTo(expected.label().id());
            Tensor image = scenes.images(66, 1).squeeze(0).permute(1, 2, 0); // [H, W, 3]
            assertThat(Tensors.toBytes(image)).isEqualTo(expected.rgb());
        }
    }

    @Test
    void anOblongInputIsTheCentreOfTheScene() throws Exception {
        RenderedScene expected = new SceneSource(7, 3, 48).render(1);
        try (DenseScenes scenes = render(7, 3, 32, 48)) {
            byte[] mask = scenes.mask(1);
            for (int pixel = 0; pixel < mask.length; pixel++) {
                assertThat(mask[pixel]).isEqualTo(expected.segmentation()[(pixel / 48 + 8) * 48 + pixel % 48]);
            }
        }
    }

    @Test
    void aSmallInputHasTheMasksOfAMultipleOfItsSize() throws Exception {
        RenderedScene expected = new SceneSource(7, 3, 32).render(2);
        try (DenseScenes scenes = render(7, 3, 16, 16);
                PointerScope scope = new PointerScope()) {
            assertThat(scenes.mask(2)).isEqualTo(expected.segmentation());
            int sum = 0;
            for (int pixel : new int[] {0, 1, 32, 33}) {
                sum += expected.rgb()[3 * pixel] & 0xFF;
            }
            byte corner = Tensors.toBytes(scenes.images(2, 1).flatten())[0];
            assertThat(corner & 0xFF).isEqualTo(Math.round(sum / 4f));
        }
    }

    @Test
    void aPatchHasItsMostFrequentClassAndMeanLogDepth() throws Exception {
        try (DenseScenes scenes = render(7, 2, 32, 48)) {
            PatchTargets targets = PatchTargets.of(scenes, new PatchGrid(32, 48, 3, 16));
            assertThat(targets.classes()).hasSize(2 * 6);
            byte[] mask = scenes.mask(1);
            float[] depth = scenes.depth(1);
            for (int patch = 0; patch < 6; patch++) {
                int[] counts = new int[RenderedScene.SEGMENTATION_CLASSES];
                double sum = 0;
                int valid = 0;
                for (int row = patch / 3 * 16; row < patch / 3 * 16 + 16; row++) {
                    for (int column = patch % 3 * 16; column < patch % 3 * 16 + 16; column++) {
                        counts[mask[row * 48 + column]]++;
                        if (depth[row * 48 + column] < RenderedScene.FAR) {
                            sum += Math.log(depth[row * 48 + column]);
                            valid++;
                        }
                    }
                }
                int found = (int) targets.classes()[6 + patch];
                assertThat(counts[found]).isEqualTo(Arrays.stream(counts).max().orElseThrow());
                assertThat(targets.logDepths()[6 + patch]).isEqualTo(valid == 0 ? Float.NaN : (float) (sum / valid));
            }
        }
    }

    @Test
    void predictionsAreInterpolatedBetweenTheCentresOfPatches() throws Exception {
        PatchGrid grid = new PatchGrid(32, 32, 3, 16);
        try (DenseScenes scenes = render(7, 1, 32, 32);
                PointerScope scope = new PointerScope()) {
            Tensor patches = Tensors.of(new float[] {0, 16, 0, 16}, 4, 1); // left column 0, right column 16
            float[] pixels = Tensors.toFloats(Upsampling.toMask(patches, grid, scenes));
            assertThat(pixels[0]).isZero();
            assertThat(pixels[7])
                    .as("left of the first centre, which is between two pixels")
                    .isZero();
            assertThat(pixels[8]).isEqualTo(0.5f);
            assertThat(pixels[15]).isEqualTo(7.5f);
            assertThat(pixels[31]).isEqualTo(16);
        }
    }

    @Test
    void sizesThatScenesCannotHaveAreRefused() {
        assertThatThrownBy(() -> render(7, 1, 4096, 4096))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("scenes can be 32 to 2048 pixels wide, not 4096");
        assertThatThrownBy(() -> new SceneSet(1, 0)).hasMessage("the number of scenes must be at least 1, not 0");
    }

    private static DenseScenes render(long seed, int count, int height, int width) throws InterruptedException {
        return DenseScenes.render(new SceneSet(seed, count), new PatchGrid(height, width, 3, 4), 2);
    }
}
