package dev.pixio.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.torch.RandomStream;
import dev.pixio.torch.Tensors;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.junit.jupiter.api.Test;

class GridMaskTest {

    private static final Device CPU = new Device("cpu");
    private static final PatchGrid OBLONG = new PatchGrid(64, 128, 3, 16); // 4 x 8 patches
    private static final MaskConfig CELLS_OF_TWO = new MaskConfig(0.75, 2);

    @Test
    void maskedCellsAreWholeAlsoInAnOblongGrid() {
        try (PointerScope scope = new PointerScope()) {
            GridMask mask = GridMask.draw(streams(50), OBLONG, CELLS_OF_TWO, CPU);

            long[] kept = Tensors.toLongs(mask.kept());
            assertThat(Tensors.shape(mask.kept())).containsExactly(50, 8);
            assertThat(Tensors.shape(mask.masked())).containsExactly(50, 24);
            for (int sample = 0; sample < 50; sample++) {
                for (int cell = 0; cell < 2; cell++) {
                    long first = kept[sample * 8 + cell * 4];
                    assertThat(first / 8 % 2).isZero();
                    assertThat(first % 8 % 2).isZero();
                    assertThat(List.of(
                                    kept[sample * 8 + cell * 4 + 1],
                                    kept[sample * 8 + cell * 4 + 2],
                                    kept[sample * 8 + cell * 4 + 3]))
                            .containsExactly(first + 1, first + 8, first + 9);
                }
            }
        }
    }

    @Test
    void everyPatchIsEitherKeptOrMasked() {
        try (PointerScope scope = new PointerScope()) {
            GridMask mask = GridMask.draw(streams(1), OBLONG, CELLS_OF_TWO, CPU);

            List<Long> all = new ArrayList<>();
            LongStream.of(Tensors.toLongs(mask.kept())).forEach(all::add);
            LongStream.of(Tensors.toLongs(mask.masked())).forEach(all::add);
            assertThat(all)
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.range(0, 32).boxed().toList());
        }
    }

    @Test
    void anImagesMaskDoesNotDependOnItsBatch() {
        try (PointerScope scope = new PointerScope()) {
            GridMask together = GridMask.draw(streams(5), OBLONG, CELLS_OF_TWO, CPU);
            GridMask alone = GridMask.draw(List.of(RandomStream.of(7, "mask", 0, 3)), OBLONG, CELLS_OF_TWO, CPU);

            assertThat(Tensors.toLongs(alone.kept()))
                    .isEqualTo(Tensors.toLongs(together.kept().select(0, 3)));
        }
    }

    @Test
    void everyCellIsKeptEquallyOften() {
        try (PointerScope scope = new PointerScope()) {
            int samples = 4000;
            GridMask mask = GridMask.draw(streams(samples), OBLONG, CELLS_OF_TWO, CPU);

            int[] kept = new int[32];
            for (long patch : Tensors.toLongs(mask.kept())) {
                kept[(int) patch]++;
            }
            // Five standard deviations of a binomial count with probability 1/4.
            double bound = 5 * Math.sqrt(samples * 0.25 * 0.75);
            for (int count : kept) {
                assertThat((double) count).isBetween(samples * 0.25 - bound, samples * 0.25 + bound);
            }
        }
    }

    @Test
    void masksOfNeighboursDiffer() {
        try (PointerScope scope = new PointerScope()) {
            long[] kept = Tensors.toLongs(
                    GridMask.draw(streams(100), new PatchGrid(256, 256, 3, 16), new MaskConfig(0.75, 1), CPU)
                            .kept());
            Set<List<Long>> different = new HashSet<>();
            for (int sample = 0; sample < 100; sample++) {
                different.add(
                        LongStream.of(kept).skip(sample * 64L).limit(64).boxed().toList());
            }
            assertThat(different).hasSize(100);
        }
    }

    @Test
    void aCellThatDoesNotDivideTheGridIsNamedWithIt() {
        assertThatThrownBy(() -> new MaskConfig(0.75, 3).cells(OBLONG))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a grid of 4 x 8 patches cannot be cut into mask cells of 3 x 3: both sides must be"
                        + " multiples of 3");
    }

    @Test
    void noiseForAnotherNumberOfCellsIsRefused() {
        try (PointerScope scope = new PointerScope()) {
            assertThatThrownBy(() -> GridMask.fromNoise(Tensors.of(new float[9], 1, 9), OBLONG, CELLS_OF_TWO))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("noise of shape [1, 9] for 8 cells; it must be [B, 8]");
        }
    }

    private static List<RandomStream> streams(int count) {
        return LongStream.range(0, count)
                .mapToObj(i -> RandomStream.of(7, "mask", 0, i))
                .toList();
    }
}
