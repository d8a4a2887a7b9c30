package dev.pixio.cli.option;

import dev.pixio.embed.EncoderSettings;
import dev.pixio.precision.AutoPrecision;
import dev.pixio.precision.Workload;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.Precision;
import java.util.Optional;
import java.util.OptionalInt;
import org.bytedeco.pytorch.Device;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The device, the precision and the number of threads of a command. */
public final class ComputeOptions {

    private static final String AUTO = "auto";

    @Option(
            names = "--device",
            paramLabel = "NAME",
            order = 1,
            description = "auto, cpu, cuda or cuda:N (default: auto, the first GPU or otherwise the CPU).")
    private @Nullable String device;

    @Option(
            names = "--precision",
            paramLabel = "NAME",
            order = 2,
            description =
                    "Precision of matrix products: auto, fp32 or bf16 (default: auto, the faster one for the model;"
                            + " on a CPU it is measured and remembered).")
    private @Nullable String precision;

    @Option(
            names = "--threads",
            paramLabel = "N",
            order = 3,
            description = "Threads per operation on a CPU (default: one per core).")
    private @Nullable Integer threads;

    /** The given device; empty for the default. */
    Optional<String> deviceName() {
        return Optional.ofNullable(device);
    }

    /** The given precision; empty for the default. */
    Optional<String> precisionName() {
        return Optional.ofNullable(precision);
    }

    /** The given number of threads; empty for the default. */
    public OptionalInt threads() {
        return threads == null ? OptionalInt.empty() : OptionalInt.of(threads);
    }

    /** Encoder settings with the given device and precision. */
    public EncoderSettings apply(EncoderSettings settings) {
        return settings.withDevice(deviceName().orElse(settings.device()))
                .withPrecision(precisionName().orElse(settings.precision()));
    }

    /**
     * The device.
     *
     * @throws IllegalArgumentException if there is no device of this name
     */
    public Device device() {
        return Libtorch.device(deviceName().orElse(AUTO));
    }

    /**
     * The precision of a workload on the device.
     *
     * @throws IllegalArgumentException if there is no precision or no device of this name
     */
    public Precision precision(Workload workload) {
        return AutoPrecision.resolve(precisionName().orElse(AUTO), device(), workload);
    }

    /**
     * Sets the number of threads of libtorch's operations in this process.
     *
     * @throws IllegalArgumentException if it is less than one
     */
    public void applyThreads() {
        threads().ifPresent(Libtorch::setThreads);
    }
}
