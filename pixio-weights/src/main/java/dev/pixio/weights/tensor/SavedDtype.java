package dev.pixio.weights.tensor;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The dtype in which weights are saved. */
public enum SavedDtype {
    /** The dtype of each tensor is unchanged. */
    KEEP,
    FP32,
    FP16,
    BF16;

    /**
     * Finds a dtype by its name, in lower or upper case.
     *
     * @throws IllegalArgumentException if there is none; the message lists the names
     */
    public static SavedDtype find(String name) {
        return Arrays.stream(values())
                .filter(dtype -> dtype.toString().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no dtype '" + name + "'; there is "
                        + Arrays.stream(values()).map(SavedDtype::toString).collect(Collectors.joining(", "))));
    }

    /** The dtype in which a tensor of the given dtype is saved. */
    public ScalarType of(ScalarType own) {
        return switch (this) {
            case KEEP -> own.intern();
            case FP32 -> ScalarType.Float;
            case FP16 -> ScalarType.Half;
            case BF16 -> ScalarType.BFloat16;
        };
    }

    /** The name in options, in lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
