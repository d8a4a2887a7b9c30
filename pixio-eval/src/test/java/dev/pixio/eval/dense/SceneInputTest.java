package dev.pixio.eval.dense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.Pages;
import dev.pixio.image.raster.Scaling;
import dev.pixio.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class SceneInputTest {

    /** Two images of one row of two pixels. */
    private static Tensor scenes() {
        return Tensors.of(new byte[] {(byte) 255, 10, 0, 20, 100, 30, 1, 2, 3, 4, 5, 6}, 2, 3, 1, 2);
    }

    @Test
    void greyIsTheWeightedSumOfTheColours() {
        try (PointerScope scope = new PointerScope()) {
            Tensor grey = SceneInput.of(scenes(), ImageInput.of(1, Scaling.RANGE, Pages.FIRST));
            assertThat(Tensors.shape(grey)).containsExactly(2, 1, 1, 2);
            float[] values = Tensors.toFloats(grey);
            assertThat(values[0]).isCloseTo((0.299f * 255 + 0.114f * 100) / 255, within(1e-6f));
            assertThat(values[1]).isCloseTo((0.299f * 10 + 0.587f * 20 + 0.114f * 30) / 255, within(1e-6f));
            assertThat(values[2]).isCloseTo((0.299f * 1 + 0.587f * 3 + 0.114f * 5) / 255, within(1e-6f));
        }
    }

    @Test
    void threeChannelsAreSharesOfOne() {
        try (PointerScope scope = new PointerScope()) {
            float[] shares = Tensors.toFloats(SceneInput.of(scenes(), ImageInput.of(3, Scaling.RANGE, Pages.FIRST)));
            assertThat(shares).startsWith(1f, 10 / 255f, 0f, 20 / 255f, 100 / 255f, 30 / 255f, 1 / 255f);
        }
    }

    @Test
    void photographsStayBytes() {
        try (PointerScope scope = new PointerScope()) {
            Tensor scenes = scenes();
            assertThat(SceneInput.of(scenes, ImageInput.RGB)).isSameAs(scenes);
        }
    }

    @Test
    void otherChannelsAreRefused() {
        try (PointerScope scope = new PointerScope()) {
            Tensor scenes = scenes();
            assertThatThrownBy(() -> SceneInput.of(scenes, ImageInput.of(4, Scaling.RANGE, Pages.FIRST)))
                    .hasMessage("built-in scenes are RGB: a scene has 3 channels, where the model takes 4");
        }
    }
}
