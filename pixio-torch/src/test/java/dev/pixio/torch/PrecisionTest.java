package dev.pixio.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

class PrecisionTest {

    private static final Device CPU = new Device("cpu");

    @Test
    void productsAreBfloat16InsideTheRegionAndFloatAfterIt() {
        try (PointerScope scope = new PointerScope()) {
            Tensor matrix = Tensors.zeros(ScalarType.Float, 4, 4);
            try (Precision.Region region = Precision.BF16.on(CPU)) {
                assertThat(torch.matmul(matrix, matrix).scalar_type().intern()).isEqualTo(ScalarType.BFloat16);
                try (Precision.Region inner = Precision.FP32.on(CPU)) {
                    assertThat(torch.matmul(matrix, matrix).scalar_type().intern())
                            .isEqualTo(ScalarType.Float);
                }
                assertThat(torch.matmul(matrix, matrix).scalar_type().intern()).isEqualTo(ScalarType.BFloat16);
            }
            assertThat(torch.matmul(matrix, matrix).scalar_type().intern()).isEqualTo(ScalarType.Float);
        }
    }

    @Test
    void bf16InstructionsAreFoundAmongTheFlagsOfTheProcessor() {
        CpuFeatures zen4 =
                CpuFeatures.parse(List.of("model name : AMD EPYC 9R14", "flags : fpu avx2 avx512f avx512_bf16"));
        CpuFeatures iceLake = CpuFeatures.parse(List.of("model name : Intel Xeon", "flags : fpu avx2 avx512f"));
        CpuFeatures graviton3 = CpuFeatures.parse(List.of("Features : fp asimd bf16"));

        assertThat(zen4.name()).isEqualTo("AMD EPYC 9R14");
        assertThat(zen4.fullName()).isEqualTo("AMD EPYC 9R14");
        assertThat(zen4.flags()).containsExactlyInAnyOrder("avx2", "avx512f", "avx512_bf16");
        assertThat(zen4.hasNativeBf16()).isTrue();
        assertThat(iceLake.hasNativeBf16()).isFalse();
        assertThat(graviton3.hasNativeBf16()).isTrue();
    }

    @Test
    void processorsOfOneNameDifferByTheirVersion() {
        CpuFeatures zen5 = CpuFeatures.parse(
                List.of("cpu family\t: 26", "model\t\t: 2", "model name\t: AMD EPYC", "flags\t: avx2"));
        CpuFeatures graviton3 =
                CpuFeatures.parse(List.of("Features : asimd", "CPU implementer : 0x41", "CPU part : 0xd40"));

        assertThat(zen5.fullName()).isEqualTo("AMD EPYC, family 26, model 2");
        assertThat(graviton3.version()).isEqualTo("implementer 0x41, part 0xd40");
    }

    @Test
    void anUnknownPrecisionNamesTheKnownOnes() {
        assertThatThrownBy(() -> Precision.named("fp8"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no precision 'fp8'; there is auto, fp32 and bf16");
    }
}
