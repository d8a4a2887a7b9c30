package dev.pixio.eval.dense;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.torch.Tensors;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class SceneSplitTest {

    private static final int SCENES = 10;
    private static final int PATCHES = 3;

    @Test
    void aFifthOfTheScenesIsHeldOutWithAllOfItsPatches() {
        try (PointerScope scope = new PointerScope()) {
            long[] numbers = LongStream.range(0, SCENES * PATCHES).toArray();
            Tensor rows = Tensors.of(numbers, numbers.length);
            SceneSplit split = SceneSplit.of(SCENES, PATCHES, 7);
            long[] kept = Tensors.toLongs(split.kept(rows));
            long[] heldOut = Tensors.toLongs(split.heldOut(rows));

            assertThat(kept).hasSize(8 * PATCHES);
            assertThat(heldOut).hasSize(2 * PATCHES);
            assertThat(LongStream.concat(Arrays.stream(kept), Arrays.stream(heldOut))
                            .sorted()
                            .toArray())
                    .isEqualTo(numbers);
            assertThat(scenes(kept)).doesNotContainAnyElementsOf(scenes(heldOut));
            assertThat(scenes(heldOut)).hasSize(2);
        }
    }

    private static Set<Long> scenes(long[] rows) {
        return Arrays.stream(rows).mapToObj(row -> row / PATCHES).collect(Collectors.toSet());
    }
}
