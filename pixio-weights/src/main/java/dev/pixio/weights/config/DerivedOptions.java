package dev.pixio.weights.config;

import dev.pixio.model.config.EncoderOptions;
import dev.pixio.model.config.PositionEncoding;
import dev.pixio.nn.option.LayerScale;
import dev.pixio.nn.option.MlpKind;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Derives what an encoder has beyond that of a Pixio.
 *
 * @param weights under this project's names
 */
record DerivedOptions(Map<String, Tensor> weights) {

    /** The epsilon of the layer norms of encoders with rotary positions, DINOv3's; their weights do not state it. */
    static final double ROTARY_NORM_EPSILON = 1e-5;

    private static final String REGISTERS = "encoder.registers";
    private static final String BLOCK = "encoder.blocks.0.";

    EncoderOptions read(StatedRotary rotary) {
        Tensor tokens = weights.get(REGISTERS);
        int registers = tokens != null && tokens.dim() == 3 ? (int) tokens.size(1) : 0;
        boolean scaled = weights.containsKey(BLOCK + "layer_scale1.gamma");
        return new EncoderOptions(
                registers,
                scaled ? LayerScale.PER_CHANNEL : LayerScale.NONE,
                mlp(),
                isRotary() ? PositionEncoding.rotary(rotary.theta()) : PositionEncoding.ADDED);
    }

    /** Whether there are scaled branches and no table of positions: only DINOv3's encoders are so, of those that are read. */
    boolean isRotary() {
        return !weights.containsKey("encoder.positions.table") && weights.containsKey(BLOCK + "layer_scale1.gamma");
    }

    /** A gated MLP has a first layer that is twice as wide as the input of the second. */
    private MlpKind mlp() {
        Tensor expand = weights.get(BLOCK + "mlp.expand.weight");
        Tensor contract = weights.get(BLOCK + "mlp.contract.weight");
        boolean gated = expand != null
                && contract != null
                && expand.dim() == 2
                && contract.dim() == 2
                && expand.size(0) == 2 * contract.size(1);
        return gated ? MlpKind.SWIGLU : MlpKind.GELU;
    }
}
