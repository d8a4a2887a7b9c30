package dev.pixio.downstream.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.nn.Initialization;
import dev.pixio.torch.Tensors;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class HeadKindTest {

    @Test
    void aDptHeadReadsTheBlocksOfThePaper() {
        assertThat(HeadKind.DPT.blocks(12)).containsExactly(3, 6, 9, 12);
        assertThat(HeadKind.DPT.blocks(32)).containsExactly(8, 16, 24, 32);
        assertThat(HeadKind.LINEAR.blocks(12)).containsExactly(12);
    }

    @Test
    void theLastBlockIsReadAtAnyDepth() {
        assertThat(HeadKind.DPT.blocks(6)).containsExactly(2, 3, 5, 6);
        assertThat(HeadKind.DPT.blocks(4)).containsExactly(1, 2, 3, 4);
        assertThatThrownBy(() -> HeadKind.DPT.blocks(3)).hasMessageContaining("reads 4 blocks, and the encoder has 3");
    }

    @Test
    void weightsFollowFromTheSeed() {
        try (PointerScope scope = new PointerScope()) {
            Tensor first = firstWeights(7);

            assertThat(Tensors.toFloats(firstWeights(7))).isEqualTo(Tensors.toFloats(first));
            assertThat(Tensors.toFloats(firstWeights(8))).isNotEqualTo(Tensors.toFloats(first));
            assertThat(Math.abs(first.max().item_float())).isBetween(0.9f / 4, 1f / 4); // 16 inputs
        }
    }

    private static Tensor firstWeights(long seed) {
        return Objects.requireNonNull(Tensors.parameters(HeadKind.LINEAR
                        .create(8, 30, DptShape.PUBLISHED, new Initialization(seed))
                        .module())
                .get("classifier.weight"));
    }
}
