package dev.pixio.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.golden.Compare;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class PatchesTest {

    @Test
    void aPatchIsFlattenedRowColumnChannel() {
        try (PointerScope scope = new PointerScope()) {
            // Two channels of a 2 x 4 image in patches of 2; the value is channel * 100 + row * 10 + column.
            Tensor image = Tensors.of(
                    new float[] {0, 1, 2, 3, 10, 11, 12, 13, 100, 101, 102, 103, 110, 111, 112, 113}, 1, 2, 2, 4);

            Tensor patches = Patches.of(image, 2);

            assertThat(Tensors.shape(patches)).containsExactly(1, 2, 8);
            assertThat(Tensors.toFloats(patches))
                    .containsExactly(0, 100, 1, 101, 10, 110, 11, 111, 2, 102, 3, 103, 12, 112, 13, 113);
        }
    }

    @Test
    void imagesAreAssembledFromTheirPatchesInEveryShape() {
        try (PointerScope scope = new PointerScope()) {
            for (PatchGrid grid : new PatchGrid[] {
                new PatchGrid(32, 48, 3, 16), new PatchGrid(48, 16, 1, 8), new PatchGrid(14, 28, 5, 14)
            }) {
                Tensor images = torch.randn(2, grid.channels(), grid.height(), grid.width());

                Tensor back = Patches.toImages(Patches.of(images, grid.patchSize()), grid);

                Compare.close(grid.toString(), back, images, 0);
            }
        }
    }

    @Test
    void normalisedPatchesHaveMeanZeroAndUnbiasedVarianceOne() {
        try (PointerScope scope = new PointerScope()) {
            Tensor normalized = Patches.normalize(Tensors.of(new float[] {1, 2, 3, 6}, 1, 1, 4));

            // Mean 3, squares 4 + 1 + 0 + 9 over 3: variance 14/3.
            float deviation = (float) Math.sqrt(14 / 3.0 + 1e-6);
            Compare.close(
                    "normalised",
                    normalized,
                    Tensors.of(new float[] {-2 / deviation, -1 / deviation, 0, 3 / deviation}, 1, 1, 4),
                    1e-6);
        }
    }

    @Test
    void aConstantPatchIsZeroAndNotInfinite() {
        try (PointerScope scope = new PointerScope()) {
            assertThat(Tensors.toFloats(Patches.normalize(Tensors.of(new float[] {5, 5, 5, 5}, 1, 1, 4))))
                    .containsExactly(0, 0, 0, 0);
        }
    }

    @Test
    void denormalisingUndoesNormalising() {
        try (PointerScope scope = new PointerScope()) {
            Tensor patches = torch.randn(3, 4, 48);

            Compare.close(
                    "patches",
                    Patches.denormalize(Patches.normalize(patches), Patches.mean(patches), Patches.deviation(patches)),
                    patches,
                    1e-5);
        }
    }

    @Test
    void aPatchThatDoesNotDivideTheImageIsNamedWithIt() {
        assertThatThrownBy(() -> new PatchGrid(250, 256, 3, 16))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an image of 250 x 256 pixels cannot be cut into patches of 16: both sides must be"
                        + " multiples of it");
    }
}
