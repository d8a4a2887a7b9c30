package dev.pixio.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.model.GridMask;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class PatchStatisticsTest {

    /** 2 x 3 patches: not square, so that swapped sides are noticed. */
    private static final PatchGrid GRID = new PatchGrid(16, 24, 3, 8);

    /** Two images, of which the first keeps the patches 0 and 5, the second 1 and 2. */
    private static GridMask mask() {
        return new GridMask(
                Tensors.of(new long[] {0, 5, 1, 2}, 2, 2), Tensors.of(new long[] {2, 3, 1, 4, 0, 5, 3, 4}, 2, 4));
    }

    private static Tensor statistic() {
        return Tensors.of(new float[] {1, 2, 4, 8, 16, 32, 10, 20, 40, 80, 160, 320}, 2, 6, 1);
    }

    @Test
    void theOriginalHasTheNumbersOfTheMaskedPatches() {
        try (PointerScope scope = new PointerScope()) {
            Tensor masked = PatchStatistics.ORIGINAL.ofMasked(statistic(), mask(), GRID);

            assertThat(Tensors.shape(masked)).containsExactly(2, 4, 1);
            assertThat(Tensors.toFloats(masked)).containsExactly(4, 8, 2, 16, 10, 320, 80, 160);
        }
    }

    @Test
    void visiblePatchesCountByTheirInverseSquaredDistance() {
        try (PointerScope scope = new PointerScope()) {
            Tensor masked = PatchStatistics.VISIBLE.ofMasked(statistic(), mask(), GRID);

            assertThat(Tensors.shape(masked)).containsExactly(2, 4, 1);
            assertThat(Tensors.toFloats(masked)).containsExactly(expected(), within(1e-5f));
        }
    }

    /** By hand: the squared distances to both kept patches of the image, and the weights that follow. */
    private static float[] expected() {
        return new float[] {
            weighted(1, 4, 32, 1), // patch 2 at (0, 2): 4 to (0, 0), 1 to (1, 2)
            weighted(1, 1, 32, 4), // patch 3 at (1, 0)
            weighted(1, 1, 32, 2), // patch 1 at (0, 1)
            weighted(1, 2, 32, 1), // patch 4 at (1, 1)
            weighted(20, 1, 40, 4), // of the second image, patch 0 at (0, 0): 1 to (0, 1), 4 to (0, 2)
            weighted(20, 2, 40, 1), // patch 5 at (1, 2)
            weighted(20, 2, 40, 5), // patch 3 at (1, 0)
            weighted(20, 1, 40, 2) // patch 4 at (1, 1)
        };
    }

    private static float weighted(float a, float squaredA, float b, float squaredB) {
        return (a * squaredB + b * squaredA) / (squaredA + squaredB);
    }
}
