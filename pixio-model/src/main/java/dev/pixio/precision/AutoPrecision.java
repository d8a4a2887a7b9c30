package dev.pixio.precision;

import dev.pixio.io.UserCache;
import dev.pixio.nn.explicit.ExplicitBlock;
import dev.pixio.torch.CpuFeatures;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.Precision;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.bytedeco.pytorch.Device;

/**
 * The precision {@code auto}. On a GPU it is bf16. On a CPU it is the precision in which the model's blocks are faster,
 * which instructions do not tell: with those for bf16, an AMD EPYC (Zen 4) multiplies in bf16 twice as fast as in fp32, and
 * an Intel Xeon without AMX half as fast. The rates are measured, which takes a fraction of a second, and remembered for the
 * {@linkplain RateConditions conditions} and the model's shape in the user's cache, {@code ~/.cache/pixio/precision}.
 */
public final class AutoPrecision {

    /** The name of the automatic choice. */
    public static final String AUTO = "auto";

    private final RateStore store;
    private final Function<Workload, PrecisionRates> measurement;
    private final BooleanSupplier busy;

    /**
     * @param store remembers rates
     * @param measurement takes the rates of a workload
     * @param busy whether other processes use the processors now
     */
    AutoPrecision(RateStore store, Function<Workload, PrecisionRates> measurement, BooleanSupplier busy) {
        this.store = store;
        this.measurement = measurement;
        this.busy = busy;
    }

    /** Measures on this machine, and remembers in the user's cache. */
    public static AutoPrecision ofThisMachine() {
        return new AutoPrecision(
                new RateStore(UserCache.folder("precision")), AutoPrecision::measure, AutoPrecision::isMachineBusy);
    }

    private static PrecisionRates measure(Workload workload) {
        return BlockTimer.measure(
                workload, isBf16Possible() ? EnumSet.allOf(Precision.class) : EnumSet.of(Precision.FP32));
    }

    /**
     * The precision of the given name.
     *
     * @param name {@code auto}, {@code fp32} or {@code bf16}
     * @throws IllegalArgumentException for any other name
     */
    public static Precision resolve(String name, Device device, Workload workload) {
        return Precision.named(name).orElseGet(() -> ofThisMachine().choose(device, workload));
    }

    /** The fastest precision for a workload. */
    public Precision choose(Device device, Workload workload) {
        if (Libtorch.isGpu(device)) {
            return Precision.BF16;
        }
        return isBf16Possible() ? rates(workload).map(PrecisionRates::faster).orElse(Precision.FP32) : Precision.FP32;
    }

    /**
     * The rates of a workload on the CPU, remembered or measured now; empty if the kernels that training uses are not available, as
     * on a processor other than x86.
     */
    public Optional<PrecisionRates> rates(Workload workload) {
        if (!ExplicitBlock.isAvailable(Precision.FP32.dtype())) {
            return Optional.empty();
        }
        String machine = machine();
        boolean busyNow = busy.getAsBoolean(); // before the measurement, which is work, too
        Optional<PrecisionRates> remembered = store.find(machine, workload, busyNow);
        if (remembered.isPresent()) {
            return remembered;
        }
        PrecisionRates measured = measurement.apply(workload);
        store.put(machine, workload, measured, busyNow);
        return Optional.of(measured);
    }

    /** False where the system does not report its load. */
    private static boolean isMachineBusy() {
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        return system.getSystemLoadAverage() > system.getAvailableProcessors();
    }

    /** All workloads that were measured on this machine with these threads, in words, with their rates. */
    public Map<String, PrecisionRates> remembered() {
        return store.all(machine());
    }

    /** Whether products in bf16 can be faster than in fp32: without instructions for them they are not. */
    public static boolean isBf16Possible() {
        return CpuFeatures.ofThisMachine().hasNativeBf16()
                && ExplicitBlock.isAvailable(Precision.FP32.dtype())
                && ExplicitBlock.isAvailable(Precision.BF16.dtype());
    }

    private static String machine() {
        return RateConditions.ofThisProcess().toString();
    }
}
