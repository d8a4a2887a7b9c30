package dev.pixio.model.config;

import dev.pixio.nn.Positions;
import dev.pixio.nn.option.BlockOptions;
import dev.pixio.nn.option.LayerScale;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The parameters of a group, whose gradients a backward pass completes together, and the operations that it needs for them, computed
 * from the shape of a model.
 *
 * @param parameters number of trained values of each parameter, in the order of the model's parameters
 * @param forwardFlops floating-point operations of a forward pass over one image, counted as in {@link ModelCost}
 */
public record ParameterGroupCost(List<Long> parameters, double forwardFlops) {

    public ParameterGroupCost {
        parameters = List.copyOf(parameters);
    }

    /** All groups, in the order in which a backward pass completes them: that of {@code dev.pixio.model.pass.ParameterGroups}. */
    public static List<ParameterGroupCost> of(PixioConfig config) {
        List<ParameterGroupCost> groups = new ArrayList<>(ofDecoder(config));
        groups.addAll(ofEncoder(config));
        return List.copyOf(groups);
    }

    /** The blocks of the decoder, then the rest of it. */
    static List<ParameterGroupCost> ofDecoder(PixioConfig config) {
        DecoderConfig decoder = config.decoder();
        long width = decoder.width();
        long values = config.grid().patchValues();
        double tokens = config.encoder().classTokens() + (double) config.grid().patches();
        double masked = config.grid().patches() - (double) config.mask().keptPatches(config.grid());
        List<Long> rest = new ArrayList<>();
        rest.add(width); // mask token
        addLinear(rest, config.encoder().width(), width);
        addPositions(rest, config, width);
        addNorm(rest, width);
        addLinear(rest, width, values);
        double shown = config.encoder().classTokens() + (double) config.mask().keptPatches(config.grid());
        double flops = 2 * (shown * config.encoder().width() * width + masked * width * values);
        return stack(
                decoder.depth(),
                block(width, decoder.mlpRatio(), tokens, BlockOptions.NONE),
                new ParameterGroupCost(rest, flops));
    }

    /** The blocks of the encoder, then the rest of it. */
    static List<ParameterGroupCost> ofEncoder(PixioConfig config) {
        EncoderConfig encoder = config.encoder();
        long width = encoder.width();
        long values = config.grid().patchValues();
        List<Long> rest = new ArrayList<>();
        rest.add(encoder.classTokens() * width);
        if (encoder.options().registers() > 0) {
            rest.add(encoder.options().registers() * width);
        }
        addLinear(rest, values, width);
        if (!encoder.options().positions().rotates()) {
            addPositions(rest, config, width);
        }
        addNorm(rest, width);
        double flops = 2.0 * config.mask().keptPatches(config.grid()) * values * width;
        return stack(
                encoder.depth(),
                block(
                        width,
                        encoder.mlpRatio(),
                        visible(config),
                        encoder.options().ofBlocks()),
                new ParameterGroupCost(rest, flops));
    }

    /** Tokens of the encoder. */
    private static double visible(PixioConfig config) {
        return config.encoder().prefixTokens() + (double) config.mask().keptPatches(config.grid());
    }

    private static List<ParameterGroupCost> stack(int depth, ParameterGroupCost block, ParameterGroupCost rest) {
        List<ParameterGroupCost> groups = new ArrayList<>(Collections.nCopies(depth, block));
        groups.add(rest);
        return groups;
    }

    /** Two norms, four linear layers, the scales of branches, and the two products of attention. */
    private static ParameterGroupCost block(long width, double mlpRatio, double tokens, BlockOptions options) {
        long hidden = Math.round(width * mlpRatio);
        List<Long> parameters = new ArrayList<>();
        addNorm(parameters, width);
        addLinear(parameters, width, 3 * width);
        addLinear(parameters, width, width);
        addScale(parameters, width, options);
        addNorm(parameters, width);
        int parts = options.mlp().parts();
        addLinear(parameters, width, parts * hidden);
        addLinear(parameters, hidden, width);
        addScale(parameters, width, options);
        double linears = 2 * tokens * width * width * (4 + (parts + 1) * mlpRatio);
        double attention = 4 * tokens * tokens * width;
        return new ParameterGroupCost(parameters, linears + attention);
    }

    private static void addLinear(List<Long> parameters, long in, long out) {
        parameters.add(in * out);
        parameters.add(out);
    }

    private static void addScale(List<Long> parameters, long width, BlockOptions options) {
        if (options.scale() == LayerScale.PER_CHANNEL) {
            parameters.add(width);
        }
    }

    private static void addNorm(List<Long> parameters, long width) {
        parameters.add(width);
        parameters.add(width);
    }

    private static void addPositions(List<Long> parameters, PixioConfig config, long width) {
        if (config.positions() == Positions.LEARNED) {
            parameters.add(
                    (config.encoder().classTokens() + (long) config.grid().patches()) * width);
        }
    }

    /** The number of trained values. */
    public long count() {
        return parameters.stream().mapToLong(Long::longValue).sum();
    }
}
