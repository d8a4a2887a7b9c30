package dev.pixio.nn.explicit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.torch.Tensors;
import dev.pixio.torch.WorkerThreads;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

class FloatProductsTest {

    private static final FloatProducts AVX2 = new FloatProducts(true);
    private static final FloatProducts AVX512 = new FloatProducts(false);

    @Test
    void withAvx2OnlyWeightsOfNarrowInputsArePacked() {
        try (PointerScope scope = new PointerScope()) {
            Tensor narrow = Tensors.zeros(ScalarType.Float, 768, 512);
            Tensor wide = Tensors.zeros(ScalarType.Float, 8, 768);
            Tensor wideBf16 = Tensors.zeros(ScalarType.BFloat16, 8, 768);

            assertThat(AVX2.packs(narrow)).isTrue();
            assertThat(AVX2.packs(wide)).isFalse();
            assertThat(AVX2.packs(wideBf16)).isTrue();
            assertThat(AVX512.packs(wide)).isTrue();
        }
    }

    @Test
    void withAvx2AWorkersGradientOfASquareWeightIsByOpenBlas() {
        AtomicBoolean square = new AtomicBoolean();
        AtomicBoolean oblong = new AtomicBoolean();
        AtomicBoolean avx512 = new AtomicBoolean();
        try (WorkerThreads workers = new WorkerThreads(2, 1)) {
            workers.run(worker -> {
                try (PointerScope scope = new PointerScope()) {
                    Tensor inputs = Tensors.zeros(ScalarType.Float, 3, 64);
                    square.set(AVX2.ofWeightByOpenBlas(Tensors.zeros(ScalarType.Float, 3, 64), inputs));
                    oblong.set(AVX2.ofWeightByOpenBlas(Tensors.zeros(ScalarType.Float, 3, 128), inputs));
                    avx512.set(AVX512.ofWeightByOpenBlas(Tensors.zeros(ScalarType.Float, 3, 64), inputs));
                }
            });
        }

        assertThat(square).isTrue();
        assertThat(oblong).isFalse();
        assertThat(avx512).isFalse();
    }
}
