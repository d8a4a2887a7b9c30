package dev.pixio.precision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.torch.CpuFeatures;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateConditionsTest {

    private static final CpuFeatures CPU =
            new CpuFeatures("AMD EPYC", "family 26, model 2", Set.of("avx2", "avx512f", "avx512_bf16"));

    private static String conditions(CpuFeatures cpu, int threads, Map<String, String> environment) {
        return RateConditions.of(cpu, threads, environment).toString();
    }

    private static String conditions(Map<String, String> environment) {
        return conditions(CPU, 2, environment);
    }

    @ParameterizedTest
    @CsvSource({
        "ONEDNN_MAX_CPU_ISA, AVX2",
        "DNNL_MAX_CPU_ISA, AVX2",
        "ONEDNN_DEFAULT_FPMATH_MODE, BF16",
        "ATEN_CPU_CAPABILITY, avx2",
        "OPENBLAS_CORETYPE, Haswell",
        "OPENBLAS_NUM_THREADS, 1",
        "MKL_ENABLE_INSTRUCTIONS, AVX2",
        "GOMP_SPINCOUNT, 0",
        "OMP_WAIT_POLICY, active"
    })
    void ratesUnderALimitAreOthers(String variable, String value) {
        assertThat(conditions(Map.of(variable, value)))
                .isNotEqualTo(conditions(Map.of()))
                .isNotEqualTo(conditions(Map.of(variable, value + "_")));
    }

    @Test
    void ratesOfAnotherProcessorOrOfOtherThreadsAreOthers() {
        String rates = conditions(Map.of());
        assertThat(conditions(new CpuFeatures("AMD EPYC", "family 25, model 17", CPU.flags()), 2, Map.of()))
                .as("another generation of the same name")
                .isNotEqualTo(rates);
        assertThat(conditions(new CpuFeatures(CPU.name(), CPU.version(), Set.of("avx2")), 2, Map.of()))
                .as("instructions hidden by a hypervisor")
                .isNotEqualTo(rates);
        assertThat(conditions(CPU, 1, Map.of())).isNotEqualTo(rates);
    }

    @Test
    void othersVariablesDoNotMatterNorDoesTheirOrder() {
        Map<String, String> limits = Map.of("ONEDNN_MAX_CPU_ISA", "AVX2", "ATEN_CPU_CAPABILITY", "avx2", "HOME", "/");
        assertThat(conditions(limits))
                .isEqualTo(conditions(Map.of("ATEN_CPU_CAPABILITY", "avx2", "ONEDNN_MAX_CPU_ISA", "AVX2")))
                .endsWith("; ATEN_CPU_CAPABILITY=avx2 ONEDNN_MAX_CPU_ISA=AVX2");
    }
}
