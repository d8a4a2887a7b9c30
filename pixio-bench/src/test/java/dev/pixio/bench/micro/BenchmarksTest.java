package dev.pixio.bench.micro;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.image.format.ImageReadException;
import dev.pixio.torch.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** The benchmarks compute what they claim to measure. */
class BenchmarksTest {

    @Test
    void theMaskKeepsAQuarterOfThePatches() {
        assertThat(new MaskBenchmark().mask()).isEqualTo(64);
    }

    @Test
    void anImageIsCutIntoSixteenTimesSixteenPatches() {
        PatchesBenchmark benchmark = new PatchesBenchmark();
        assertThat(benchmark.patchify()).isEqualTo(256);
        benchmark.close();
    }

    @Test
    void theJpegHasTheFullSize() throws ImageReadException {
        assertThat(new DecodeBenchmark().decode()).isEqualTo(512);
    }

    @Test
    void eachViewDiffers() {
        ViewBenchmark benchmark = new ViewBenchmark();
        byte[] first = Tensors.toBytes(benchmark.cropAndResize());
        byte[] second = Tensors.toBytes(benchmark.cropAndResize());

        assertThat(first).hasSize(3 * 256 * 256).isNotEqualTo(second);
        benchmark.close();
    }

    @Test
    void theOptimizerChangesEveryParameter() {
        OptimizerBenchmark benchmark = new OptimizerBenchmark();
        Map<String, Double> before = sums(benchmark);

        for (int step = 0; step < 3; step++) {
            benchmark.adamW();
        }

        assertThat(sums(benchmark))
                .hasSizeGreaterThan(100)
                .allSatisfy((name, sum) -> assertThat(sum).as(name).isNotEqualTo(before.get(name)));
        benchmark.close();
    }

    private static Map<String, Double> sums(OptimizerBenchmark benchmark) {
        Map<String, Double> sums = new LinkedHashMap<>();
        for (Map.Entry<String, Tensor> parameter :
                Tensors.parameters(benchmark.model).entrySet()) {
            double sum = 0;
            for (double value : Tensors.toDoubles(parameter.getValue())) {
                sum += value;
            }
            sums.put(parameter.getKey(), sum);
        }
        return sums;
    }
}
