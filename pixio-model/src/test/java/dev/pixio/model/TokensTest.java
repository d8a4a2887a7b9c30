package dev.pixio.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class TokensTest {

    @Test
    void aTokenIsRepeatedSetAndGot() {
        try (PointerScope scope = new PointerScope()) {
            Tensor blank = Tokens.repeat(Tensors.of(new float[] {7, 8}, 1, 1, 2), 2, 3); // [2, 3, 2]
            Tensor index = Tensors.of(new long[] {2, 0}, 2, 1); // the last of the first row, the first of the second
            Tensor values = Tensors.of(new float[] {1, 2, 3, 4}, 2, 1, 2);

            Tensor set = Tokens.setAtIndex(blank, index, values);

            assertThat(Tensors.toFloats(set)).containsExactly(7, 8, 7, 8, 1, 2, 3, 4, 7, 8, 7, 8);
            assertThat(Tensors.toFloats(Tokens.getAtIndex(set, index))).containsExactly(1, 2, 3, 4);
        }
    }
}
