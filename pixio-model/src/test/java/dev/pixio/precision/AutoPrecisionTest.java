package dev.pixio.precision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pixio.model.config.ModelCatalog;
import dev.pixio.nn.explicit.ExplicitBlock;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AutoPrecisionTest {

    private static final Device CPU = Libtorch.device("cpu");
    private static final Workload TINY = features("ti");
    private static final Workload SMALL = features("s");

    private final List<Workload> measured = new ArrayList<>();

    @TempDir
    private Path folder;

    private static void needsBf16() {
        assumeTrue(AutoPrecision.isBf16Possible(), "this processor has no bf16 instructions");
    }

    private static Workload features(String model) {
        return Workload.features(ModelCatalog.find(model).encoder(), 196);
    }

    private AutoPrecision measuring(Path cache, double fp32, double bf16) {
        return measuring(cache, fp32, bf16, false);
    }

    private AutoPrecision measuring(Path cache, double fp32, double bf16, boolean busy) {
        return new AutoPrecision(
                new RateStore(cache),
                workload -> {
                    measured.add(workload);
                    return new PrecisionRates(fp32, bf16);
                },
                () -> busy);
    }

    @Test
    void theFasterPrecisionIsChosen() {
        needsBf16();
        assertThat(measuring(folder.resolve("a"), 300e9, 150e9).choose(CPU, TINY))
                .isEqualTo(Precision.FP32);
        assertThat(measuring(folder.resolve("b"), 200e9, 400e9).choose(CPU, TINY))
                .isEqualTo(Precision.BF16);
        assertThat(measuring(folder.resolve("c"), 200e9, 201e9).choose(CPU, TINY))
                .as("as fast, and less exact")
                .isEqualTo(Precision.FP32);
    }

    @Test
    void aWorkloadIsMeasuredOnce() {
        needsBf16();
        measuring(folder, 300e9, 150e9).choose(CPU, TINY);
        measuring(folder, 200e9, 400e9).choose(CPU, SMALL);

        assertThat(measuring(folder, 1, 2).choose(CPU, TINY)).isEqualTo(Precision.FP32);
        assertThat(measuring(folder, 1, 2).choose(CPU, SMALL)).isEqualTo(Precision.BF16);
        assertThat(measured).containsExactly(TINY, SMALL);
        assertThat(measuring(folder, 1, 2).remembered())
                .containsOnlyKeys(TINY.toString(), SMALL.toString())
                .containsEntry(TINY.toString(), new PrecisionRates(300e9, 150e9));
    }

    @Test
    void ratesOfABusyMachineAreMeasuredAgainWhenItIsIdle() {
        needsBf16();
        measuring(folder, 300e9, 150e9, true).choose(CPU, TINY);

        assertThat(measuring(folder, 200e9, 400e9, true).choose(CPU, TINY)).isEqualTo(Precision.FP32);
        assertThat(measuring(folder, 200e9, 400e9, false).choose(CPU, TINY)).isEqualTo(Precision.BF16);
        assertThat(measuring(folder, 300e9, 150e9, true).choose(CPU, TINY)).isEqualTo(Precision.BF16);
        assertThat(measured).containsExactly(TINY, TINY);
    }

    @Test
    void aDamagedFileIsMeasuredAgain() throws IOException {
        needsBf16();
        measuring(folder, 300e9, 150e9).choose(CPU, TINY);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.writeString(file, Files.readString(file).replaceAll("fp32=.*", "fp32=-1"));
            }
        }
        assertThat(measuring(folder, 200e9, 400e9).choose(CPU, TINY)).isEqualTo(Precision.BF16);
        assertThat(measured).containsExactly(TINY, TINY);
    }

    @Test
    void aFolderThatCannotBeWrittenCostsOnlyTheNextMeasurement() throws IOException {
        needsBf16();
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThat(measuring(file, 300e9, 150e9).choose(CPU, TINY)).isEqualTo(Precision.FP32);
        assertThat(measuring(file, 200e9, 400e9).choose(CPU, TINY)).isEqualTo(Precision.BF16);
        assertThat(measuring(file, 1, 1).remembered()).isEmpty();
    }

    @Test
    void aNamedPrecisionIsNotMeasured() {
        assertThat(AutoPrecision.resolve("BF16", CPU, TINY)).isEqualTo(Precision.BF16);
        assertThat(AutoPrecision.resolve("fp32", CPU, TINY)).isEqualTo(Precision.FP32);
    }

    @Test
    void blocksAreTimedInBothPrecisions() {
        needsBf16();
        Workload.Stack stack = new Workload.Stack(2, 32, 2, 4, 9);
        for (boolean training : new boolean[] {false, true}) {
            PrecisionRates rates =
                    BlockTimer.measure(new Workload(List.of(stack, stack), training), EnumSet.allOf(Precision.class));
            assertThat(rates.fp32()).isBetween(1e6, 1e14);
            assertThat(rates.bf16()).isBetween(1e6, 1e14);
        }
    }

    @Test
    void blocksAreTimedInFp32Alone() {
        assumeTrue(ExplicitBlock.isAvailable(Precision.FP32.dtype()), "not an x86 processor");
        Workload.Stack stack = new Workload.Stack(2, 32, 2, 4, 9);
        PrecisionRates rates =
                BlockTimer.measure(new Workload(List.of(stack, stack), true), EnumSet.of(Precision.FP32));
        assertThat(rates.fp32()).isBetween(1e6, 1e14);
        assertThat(rates.bf16()).isZero();
        assertThat(rates.faster()).isEqualTo(Precision.FP32);
    }

    @Test
    void withoutBf16NothingIsMeasuredToChooseFp32() {
        assumeFalse(AutoPrecision.isBf16Possible(), "this processor has bf16 instructions");
        assertThat(measuring(folder, 1, 2).choose(CPU, TINY)).isEqualTo(Precision.FP32);
        assertThat(measured).isEmpty();
        assertThat(measuring(folder, 1, 0).rates(TINY)).contains(new PrecisionRates(1, 0));
    }

    @Test
    void ratesArePositive() {
        assertThatThrownBy(() -> new PrecisionRates(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PrecisionRates(1, Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThat(new PrecisionRates(201e9, 398.4e9)).hasToString("fp32 201, bf16 398 GFLOP/s");
        assertThat(new PrecisionRates(201e9, 0)).hasToString("fp32 201 GFLOP/s");
        assertThat(new PrecisionRates(201e9, 398e9).in(Precision.FP32)).isEqualTo(201e9);
        assertThat(new PrecisionRates(201e9, 398e9).in(Precision.BF16)).isEqualTo(398e9);
    }
}
