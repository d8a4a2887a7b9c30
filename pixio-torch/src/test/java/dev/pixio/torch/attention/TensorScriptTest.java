package dev.pixio.torch.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.torch.Tensors;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class TensorScriptTest {

    @Test
    void resultsAreInTheCallersScopeAndUndefinedTensorsArePassed() {
        try (PointerScope scope = new PointerScope()) {
            TensorScript script = new TensorScript("""
                    def swapped(a: Tensor, b: Tensor, undefined: Tensor):
                        return [b, a + 1, undefined]
                    """);
            Tensor a = Tensors.of(new float[] {1, 2}, 2);
            Tensor b = Tensors.of(new float[] {3}, 1);

            List<Tensor> results = script.run("swapped", a, b, new Tensor());

            assertThat(results).hasSize(3);
            assertThat(Tensors.toFloats(results.get(0))).containsExactly(3);
            assertThat(Tensors.toFloats(results.get(1))).containsExactly(2, 3);
            assertThat(results.get(2).defined()).isFalse();
        }
    }

    @Test
    void argumentsThatTheOperatorDoesNotTakeAreRefusedWhenItIsCompiled() {
        assertThatThrownBy(() -> new TensorScript("""
                        def wrong(a: Tensor):
                            return [torch._softmax_backward_data(a, a, "last", 6)]
                        """)).hasMessageContaining("_softmax_backward_data");
    }
}
