package dev.pixio.cli.option;

import dev.pixio.embed.EncoderSettings;
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
                    "Precision of matrix products: auto, fp32 or bf16 (default: auto, bf16 if the hardware supports"
                            + " it).")
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
    OptionalInt threads() {
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
     * The precision for the device.
     *
     * @throws IllegalArgumentException if there is no precision of this name, or the device does not support it
     */
    public Precision precision() {
        return Precision.named(precisionName().orElse(AUTO), device());
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
