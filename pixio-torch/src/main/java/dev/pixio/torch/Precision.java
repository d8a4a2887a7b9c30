package dev.pixio.torch;

import java.util.Locale;
import java.util.Optional;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The number format of matrix products. Weights, gradients, moments and losses are always fp32; {@link #BF16} computes
 * products in bfloat16 under libtorch's autocast, which needs no loss scaling.
 */
public enum Precision {
    /** Everything in 32-bit floating point. */
    FP32,
    /** Matrix products in bfloat16, everything else in 32-bit floating point. */
    BF16;

    /**
     * The precision of the given name, in any case.
     *
     * @param name {@code auto}, {@code fp32} or {@code bf16}
     * @return empty for {@code auto}, which depends on the device and the model
     * @throws IllegalArgumentException for any other name
     */
    public static Optional<Precision> named(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "auto" -> Optional.empty();
            case "fp32" -> Optional.of(FP32);
            case "bf16" -> Optional.of(BF16);
            default -> throw new IllegalArgumentException("no precision '" + name + "'; there is auto, fp32 and bf16");
        };
    }

    /**
     * Computes in this precision on the calling thread until the region is closed. Regions may be nested.
     *
     * <p>Casts of weights are cached until a region ends, so a region must not span an optimizer step.
     */
    public Region on(Device device) {
        return new Region(device.type(), this == BF16);
    }

    /** The number format of the products. */
    public ScalarType dtype() {
        return this == BF16 ? ScalarType.BFloat16 : ScalarType.Float;
    }

    /** The name in options and files: {@code fp32} or {@code bf16}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Code that runs in one precision. Autocast is a setting of the thread, so the same thread must close the region. */
    public static final class Region implements AutoCloseable {

        private final DeviceType device;
        private final boolean enabledBefore;
        private final ScalarType dtypeBefore;

        private Region(DeviceType device, boolean bf16) {
            this.device = device;
            this.enabledBefore = torch.is_autocast_enabled(device);
            this.dtypeBefore = torch.get_autocast_dtype(device);
            torch.set_autocast_enabled(device, bf16);
            if (bf16) {
                torch.set_autocast_dtype(device, ScalarType.BFloat16);
            }
            torch.increment_nesting();
        }

        @Override
        public void close() {
            torch.decrement_nesting();
            // The cache holds a bf16 copy of each weight that was used. After a nested region, too: the copies would
            // take memory until the outermost ends, and copies made without gradients would be used where gradients
            // are needed.
            torch.clear_cache();
            torch.set_autocast_enabled(device, enabledBefore);
            torch.set_autocast_dtype(device, dtypeBefore);
        }
    }
}
