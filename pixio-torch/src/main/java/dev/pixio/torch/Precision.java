package dev.pixio.torch;

import java.util.Locale;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The number format of matrix products. Weights, gradients, moments and losses are fp32 in each of them; {@link #BF16}
 * multiplies in bfloat16 under libtorch's autocast, which needs no loss scaling.
 */
public enum Precision {
    /** Everything in 32-bit floating point. */
    FP32,
    /** Matrix products in bfloat16, all else in 32-bit. */
    BF16;

    /**
     * The fastest precision that the device has in hardware.
     *
     * @param device a CPU (bf16 with AVX512-BF16, AMX or Arm's bf16) or a GPU (always bf16)
     */
    public static Precision auto(Device device) {
        boolean bf16 = Engine.isGpu(device) || CpuFeatures.ofThisMachine().hasNativeBf16();
        return bf16 ? BF16 : FP32;
    }

    /**
     * The precision with the given name.
     *
     * @param name {@code auto}, {@code fp32} or {@code bf16}
     * @throws IllegalArgumentException for any other name
     */
    public static Precision named(String name, Device device) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "auto" -> auto(device);
            case "fp32" -> FP32;
            case "bf16" -> BF16;
            default -> throw new IllegalArgumentException("no precision '" + name + "'; there is auto, fp32 and bf16");
        };
    }

    /**
     * Computes in this precision on the calling thread until the result is closed.
     *
     * <p>The casts of weights are kept until then, so one region should span a forward pass and no optimizer step.
     */
    public Region on(Device device) {
        return new Region(device.type(), this == BF16);
    }

    /** The number format of the products. */
    public ScalarType dtype() {
        return this == BF16 ? ScalarType.BFloat16 : ScalarType.Float;
    }

    /** The name as it is typed and saved: {@code fp32} or {@code bf16}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** A stretch of code under one precision. Autocast is a setting of the thread, so the same thread must close it. */
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
            if (torch.decrement_nesting() == 0) {
                // The cache holds a bf16 copy of each weight, stale as soon as the optimizer has moved it.
                torch.clear_cache();
            }
            torch.set_autocast_enabled(device, enabledBefore);
            torch.set_autocast_dtype(device, dtypeBefore);
        }
    }
}
