package dev.pixio.weights;

import dev.pixio.model.Pixio;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.EncoderOptions;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.Normalization;
import dev.pixio.nn.PatchKernel;
import dev.pixio.nn.Positions;
import dev.pixio.torch.Tensors;
import dev.pixio.weights.WarmStart.Origin;
import dev.pixio.weights.tensor.WeightsException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Adapts weights to a model of another shape and reports each change; see {@link WarmStart}. */
final class Adaptation {

    private static final String CLASS_TOKENS = "encoder.class_tokens";
    private static final String KERNEL = "encoder.embedding.weight";
    private static final String DECODER = "decoder.";
    private static final String HEAD = "decoder.head.";

    private final ModelFile file;
    private final RegisterAdaptation registers;
    private final PixioConfig from; // after registers are adapted
    private final PixioConfig to;
    private final long seed;
    private final Pixio model;
    private final List<String> lines = new ArrayList<>();
    private final List<String> beside =
            new ArrayList<>(); // of the lines, those that do not concern the encoder's weights

    Adaptation(ModelFile file, PixioConfig plan, long seed) throws WeightsException {
        this.file = file;
        this.registers = new RegisterAdaptation(file.config(), plan);
        this.from = registers.adapted();
        this.to = plan;
        this.seed = seed;
        file.requireUsable();
        requireEncoder();
        requirePositions();
        this.model = new Pixio(plan, seed);
    }

    private void requireEncoder() throws WeightsException {
        EncoderConfig has = from.encoder();
        EncoderConfig wanted = to.encoder();
        requireOptions(has.options(), wanted.options());
        boolean ratio = has.mlpRatio() == wanted.mlpRatio();
        if (has.width() != wanted.width() || has.depth() != wanted.depth() || has.heads() != wanted.heads() || !ratio) {
            throw new WeightsException(file.path() + " has an encoder of "
                    + shape(has.width(), has.depth(), has.heads(), has.mlpRatio()) + ", but the plan requires "
                    + shape(wanted.width(), wanted.depth(), wanted.heads(), wanted.mlpRatio())
                    + (ratio ? "; use --model " + has.width() + "x" + has.depth() + "x" + has.heads() : ""));
        }
    }

    private void requireOptions(EncoderOptions has, EncoderOptions wanted) throws WeightsException {
        if (!has.equals(wanted)) {
            throw new WeightsException(file.path() + " has an encoder with " + OptionText.of(has)
                    + ", but the plan's has " + OptionText.of(wanted));
        }
    }

    private void requirePositions() throws WeightsException {
        boolean rotary = from.encoder().options().positions().rotates();
        boolean learned = from.positions() == Positions.LEARNED && (!rotary || file.hasDecoder());
        if (learned && to.positions() == Positions.SINCOS) {
            throw new WeightsException(
                    file.path() + " has learned positions, which the plan's fixed ones (sincos) would"
                            + " replace; --positions learned keeps them");
        }
    }

    WarmStart model() throws WeightsException {
        Origin decoder = decoder();
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Map<String, Tensor> weights = new LinkedHashMap<>();
            file.weights().forEach((name, tensor) -> {
                if (decoder == Origin.FILE || !name.startsWith(DECODER)) {
                    weights.put(name, tensor);
                }
            });
            FiniteWeights.require(file, weights);
            Map<String, Tensor> own = Tensors.state(model);
            registers.adapt(weights, own, lines);
            weights.computeIfPresent(KERNEL, (name, kernel) -> kernel(kernel));
            weights.computeIfPresent(
                    CLASS_TOKENS, (name, tokens) -> classTokens(tokens, own.getOrDefault(name, tokens)));
            if (file.shape().normEpsilon() != Normalization.EPSILON) {
                addBeside("layer norms: an epsilon of " + Normalization.EPSILON + ", the file's is "
                        + file.shape().normEpsilon());
            }
            new PositionAdaptation(from, to).adapt(weights, own, lines);
            if (from.grid().patchValues() != to.grid().patchValues() && decoder == Origin.FILE) {
                weights.keySet().removeIf(name -> name.startsWith(HEAD));
                addBeside("a new last layer of the decoder is " + initialized() + ": it predicts patches of "
                        + values(to.grid()) + " values, the file's " + values(from.grid()));
            }
            LoadReport.copyInto(model, weights);
        }
        return new WarmStart(
                model,
                decoder,
                lines,
                lines.stream().filter(line -> !beside.contains(line)).toList());
    }

    private void addBeside(String line) {
        lines.add(line);
        beside.add(line);
    }

    private Origin decoder() throws WeightsException {
        if (file.hasDecoder() && from.decoder().width() == to.decoder().width()) {
            file.requireDecoderHeads();
        }
        boolean loaded = file.hasDecoder() && from.decoder().equals(to.decoder());
        lines.add("the encoder " + (loaded ? "and decoder " : "") + "of " + file.path() + " (layout " + file.layout()
                + ")");
        EncoderOptions options = to.encoder().options();
        if (!options.equals(EncoderOptions.NONE)) {
            lines.add("the encoder keeps " + OptionText.of(options));
        }
        if (!file.hasDecoder()) {
            addBeside("the file has no decoder: a new one is " + initialized());
        } else if (!loaded) {
            addBeside("a new decoder is " + initialized() + ": the plan's has "
                    + shape(
                            to.decoder().width(),
                            to.decoder().depth(),
                            to.decoder().heads(),
                            to.decoder().mlpRatio())
                    + ", the file's "
                    + shape(
                            from.decoder().width(),
                            from.decoder().depth(),
                            from.decoder().heads(),
                            from.decoder().mlpRatio()));
        }
        return loaded ? Origin.FILE : Origin.SEED;
    }

    /** The kernel for the plan's patch size and channels, {@code [D, C, P, P]}. */
    private Tensor kernel(Tensor kernel) {
        PatchGrid has = from.grid();
        PatchGrid wanted = to.grid();
        if (has.patchSize() != wanted.patchSize()) {
            lines.add("the patch projection is resampled from " + has.patchSize() + " x " + has.patchSize() + " to "
                    + wanted.patchSize() + " x " + wanted.patchSize() + " pixels");
        }
        if (has.channels() != wanted.channels()) {
            lines.add("the patch projection is adapted from " + has.channels() + " to " + wanted.channels()
                    + " channels: " + (wanted.channels() == 1 ? "summed" : "repeated and scaled"));
        }
        return PatchKernel.withChannels(
                PatchKernel.resampled(kernel.to(ScalarType.Float), wanted.patchSize()), wanted.channels());
    }

    /** The class tokens of the file, followed by those of a new model if the plan has more, {@code [1, K, D]}. */
    private Tensor classTokens(Tensor tokens, Tensor own) {
        int has = from.encoder().classTokens();
        int wanted = to.encoder().classTokens();
        if (has > wanted) {
            lines.add("class tokens: the first " + wanted + " of the file's " + has);
        } else if (has < wanted) {
            lines.add("class tokens: the file's " + has + ", and " + (wanted - has) + " new ones (seed " + seed + ")");
        }
        return firstOf(tokens, has, own, wanted);
    }

    /**
     * The first {@code wanted} rows. If there are only {@code has} of them, the others are rows of a new model.
     *
     * @param rows of the file, {@code [1, at least has, D]}
     * @param own of the new model, {@code [1, at least wanted, D]}
     * @return float {@code [1, wanted, D]}
     */
    static Tensor firstOf(Tensor rows, int has, Tensor own, int wanted) {
        Tensor first = rows.narrow(1, 0, Math.min(has, wanted)).to(ScalarType.Float);
        return has >= wanted
                ? first
                : torch.cat(new TensorVector(first, own.detach().narrow(1, has, (long) wanted - has)), 1);
    }

    private String initialized() {
        return "initialised (seed " + seed + ")";
    }

    private static String shape(int width, int depth, int heads, double mlpRatio) {
        String times =
                mlpRatio == Math.rint(mlpRatio) ? Long.toString(Math.round(mlpRatio)) : Double.toString(mlpRatio);
        return width + " x " + depth + " blocks with " + heads + (heads == 1 ? " head" : " heads") + " and MLPs of "
                + times + " times the width";
    }

    private static String values(PatchGrid grid) {
        return grid.patchSize() + " x " + grid.patchSize() + " x " + grid.channels();
    }
}
