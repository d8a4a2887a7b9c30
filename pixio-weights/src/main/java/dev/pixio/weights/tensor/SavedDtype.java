package dev.pixio.weights.tensor;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** In which number format weights are written. */
public enum SavedDtype {
    /** Each tensor in its own. */
    KEEP,
    FP32,
    FP16,
    BF16;

    /**
     * The format with the given name, in any case.
     *
     * @throws IllegalArgumentException that names all there are
     */
    public static SavedDtype find(String name) {
        return Arrays.stream(values())
                .filter(dtype -> dtype.toString().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no dtype '" + name + "'; there is "
                        + Arrays.stream(values()).map(SavedDtype::toString).collect(Collectors.joining(", "))));
    }

    /** What a tensor of this type is written as. */
    public ScalarType of(ScalarType own) {
        return switch (this) {
            case KEEP -> own.intern();
            case FP32 -> ScalarType.Float;
            case FP16 -> ScalarType.Half;
            case BF16 -> ScalarType.BFloat16;
        };
    }

    /** The name as it is typed. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
