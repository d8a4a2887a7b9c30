package dev.pixio.weights;

import dev.pixio.model.config.EncoderOptions;
import dev.pixio.nn.option.LayerScale;
import dev.pixio.nn.option.MlpKind;
import java.util.ArrayList;
import java.util.List;

/** The options of an encoder in words. */
public final class OptionText {

    private OptionText() {}

    /** Such as {@code LayerScale, 4 registers and rotary positions}; for the encoder of a Pixio, that it has none. */
    public static String of(EncoderOptions options) {
        List<String> parts = new ArrayList<>();
        if (options.layerScale() == LayerScale.PER_CHANNEL) {
            parts.add("LayerScale");
        }
        if (options.mlp() == MlpKind.SWIGLU) {
            parts.add("gated MLPs (SwiGLU)");
        }
        if (options.registers() > 0) {
            parts.add(options.registers() + (options.registers() == 1 ? " register" : " registers"));
        }
        if (options.positions().rotates()) {
            parts.add("rotary positions");
        }
        if (parts.isEmpty()) {
            return "no LayerScale, gated MLPs, registers or rotary positions";
        }
        String last = parts.remove(parts.size() - 1);
        return parts.isEmpty() ? last : String.join(", ", parts) + " and " + last;
    }
}
