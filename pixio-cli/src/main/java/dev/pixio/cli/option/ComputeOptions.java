package dev.pixio.cli.option;

import dev.pixio.embed.EncoderSettings;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.Precision;
import java.util.Optional;
import java.util.OptionalInt;
import org.bytedeco.pytorch.Device;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** On which device, in which number format and on how many threads a command computes. */
public final class ComputeOptions {

    private static final String AUTO = "auto";

    @Option(
            names = "--device",
            paramLabel = "NAME",
            order = 1,
            description = "auto, cpu, cuda or cuda:N (default: auto, the first GPU or else the CPU).")
    private @Nullable String device;

    @Option(
            names = "--precision",
            paramLabel = "NAME",
            order = 2,
            description = "Number format of matrix products: auto, fp32 or bf16 (default: auto, bf16 where the hardware"
                    + " multiplies it).")
    private @Nullable String precision;

    @Option(
            names = "--threads",
            paramLabel = "N",
            order = 3,
            description = "Threads of an operation on a CPU (default: one a core).")
    private @Nullable Integer threads;

    /** The device as it was typed; empty for the default. */
    Optional<String> deviceName() {
        return Optional.ofNullable(device);
    }

    /** The number format as it was typed; empty for the default. */
    Optional<String> precisionName() {
        return Optional.ofNullable(precision);
    }

    /** The number of threads that was typed; empty for the default. */
    OptionalInt threads() {
        return threads == null ? OptionalInt.empty() : OptionalInt.of(threads);
    }

    /** Encoder settings with the device and the number format that were typed. */
    public EncoderSettings apply(EncoderSettings settings) {
        return settings.withDevice(deviceName().orElse(settings.device()))
                .withPrecision(precisionName().orElse(settings.precision()));
    }

    /**
     * The device that was chosen.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    public Device device() {
        return Libtorch.device(deviceName().orElse(AUTO));
    }

    /**
     * The number format that was chosen, for the device that was chosen.
     *
     * @throws IllegalArgumentException if there is none of this name, or not on this device
     */
    public Precision precision() {
        return Precision.named(precisionName().orElse(AUTO), device());
    }

    /**
     * Lets operations in this process use as many threads as were chosen.
     *
     * @throws IllegalArgumentException if they are fewer than one
     */
    public void applyThreads() {
        threads().ifPresent(Libtorch::setThreads);
    }
}
