package dev.pixio.weights.config;

import dev.pixio.model.config.EncoderOptions;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.option.BlockOptions;
import dev.pixio.nn.option.LayerScale;
import java.util.LinkedHashMap;
import java.util.Map;

/** Computes the names and shapes of a model's weights without creating the model. */
public final class ExpectedWeights {

    private final Map<String, long[]> shapes = new LinkedHashMap<>();

    private ExpectedWeights() {}

    public static Map<String, long[]> ofEncoder(PixioConfig config) {
        ExpectedWeights expected = new ExpectedWeights();
        PatchGrid grid = config.grid();
        int width = config.encoder().width();
        long classes = config.encoder().classTokens();
        expected.put("encoder.class_tokens", 1, classes, width);
        expected.put("encoder.embedding.weight", width, grid.channels(), grid.patchSize(), grid.patchSize());
        expected.put("encoder.embedding.bias", width);
        EncoderOptions options = config.encoder().options();
        if (options.registers() > 0) {
            expected.put("encoder.registers", 1, options.registers(), width);
        }
        if (!options.positions().rotates()) {
            expected.put("encoder.positions.table", 1, classes + grid.patches(), width);
        }
        expected.blocks(
                "encoder.", config.encoder().depth(), width, config.encoder().mlpRatio(), options.ofBlocks());
        expected.norm("encoder.norm.", width);
        return expected.shapes;
    }

    public static Map<String, long[]> ofModel(PixioConfig config) {
        ExpectedWeights expected = new ExpectedWeights();
        expected.shapes.putAll(ofEncoder(config));
        PatchGrid grid = config.grid();
        int width = config.decoder().width();
        expected.put("decoder.mask_token", 1, 1, width);
        expected.linear("decoder.embedding.", config.encoder().width(), width);
        expected.put("decoder.positions.table", 1, config.encoder().classTokens() + (long) grid.patches(), width);
        expected.blocks(
                "decoder.", config.decoder().depth(), width, config.decoder().mlpRatio(), BlockOptions.NONE);
        expected.norm("decoder.norm.", width);
        expected.linear("decoder.head.", width, grid.patchValues());
        return expected.shapes;
    }

    private void blocks(String part, int depth, int width, double mlpRatio, BlockOptions options) {
        long hidden = Math.round(width * mlpRatio);
        for (int i = 0; i < depth; i++) {
            String block = part + "blocks." + i + ".";
            norm(block + "norm1.", width);
            linear(block + "attention.qkv.", width, 3L * width);
            linear(block + "attention.projection.", width, width);
            norm(block + "norm2.", width);
            linear(block + "mlp.expand.", width, options.mlp().parts() * hidden);
            linear(block + "mlp.contract.", hidden, width);
            if (options.scale() == LayerScale.PER_CHANNEL) {
                put(block + "layer_scale1.gamma", width);
                put(block + "layer_scale2.gamma", width);
            }
        }
    }

    private void linear(String name, long in, long out) {
        put(name + "weight", out, in);
        put(name + "bias", out);
    }

    private void norm(String name, long width) {
        put(name + "weight", width);
        put(name + "bias", width);
    }

    private void put(String name, long... shape) {
        shapes.put(name, shape);
    }
}
