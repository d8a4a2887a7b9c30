package dev.pixio.weights.config;

import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.EncoderOptions;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.model.config.PixioConfig.TokenStart;
import dev.pixio.nn.PositionEmbedding;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.nn.option.MlpKind;
import dev.pixio.torch.Tensors;
import dev.pixio.weights.layout.StatedSize;
import dev.pixio.weights.layout.WeightLayout;
import dev.pixio.weights.tensor.WeightsException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Derives the shape of a model from the names and shapes of its tensors. */
public final class DerivedConfig {

    private static final double MASK_RATIO = 0.75;

    /** Of DINOv3 in timm: 256 pixels in patches of 16. */
    private static final int ROTARY_SIDE = 16;

    /** The largest absolute difference between a stored table of positions and the sine-cosine formula. */
    private static final double SINCOS_TOLERANCE = 1e-6;

    /** Larger tables are not compared with the formula, which is computed in a Java array. In values. */
    private static final long LARGEST_TABLE = 1L << 28;

    private static final Pattern BLOCK = Pattern.compile("^(encoder|decoder)\\.blocks\\.(\\d+)\\..*$");

    private final Map<String, Tensor> weights;
    private final Map<String, String> metadata;

    /**
     * @param weights under this project's names
     * @param metadata of their file
     */
    public DerivedConfig(Map<String, Tensor> weights, Map<String, String> metadata) {
        this.weights = weights;
        this.metadata = metadata;
    }

    /**
     * Derives the shape. If the weights have no decoder, it is the one of the paper, which pre-training would add.
     *
     * @param layout of the file, which determines how positions are resized
     * @param hints numbers of heads from the user or a plan
     * @param stated heads of the encoder in a configuration beside the file
     * @param rotary what that configuration says of rotary positions
     * @param size of images that it states
     * @throws WeightsException if a tensor that determines the shape is missing or has an impossible shape, or the number of
     *     the encoder's heads is unknown
     */
    public ModelShape read(
            WeightLayout layout, WeightHints hints, StatedHeads stated, StatedRotary rotary, Optional<StatedSize> size)
            throws WeightsException {
        long[] embedding = shape("encoder.embedding.weight", 4); // [D, C, P, P]
        long[] classTokens = shape("encoder.class_tokens", 3); // [1, K, D]
        int width = number("the encoder's width", embedding[0]);
        DerivedOptions derived = new DerivedOptions(weights);
        StatedHeads said = stated.or(StatedHeads.encoderName(width, metadata));
        HeadCount heads = HeadCount.ofEncoder(width, hints, said, derived.isRotary());
        try {
            EncoderOptions options = derived.read(rotary);
            PatchGrid grid = derived.isRotary() ? grid(embedding, rotary) : grid(embedding, classTokens[1], size);
            EncoderConfig encoder = new EncoderConfig(
                    width,
                    depth("encoder"),
                    heads.number(),
                    mlpRatio("encoder", width, options.mlp()),
                    number("the number of class tokens", classTokens[1]),
                    0,
                    options);
            HeadCount decoderHeads = hasDecoder() ? decoderHeads(hints) : ModelShape.STATED_BY_PAPER;
            DecoderConfig decoder = hasDecoder() ? decoder(decoderHeads) : DecoderConfig.PAPER;
            TokenStart tokens = layout == WeightLayout.LIGHTLY || layout == WeightLayout.LIGHTLY_SPLIT
                    ? TokenStart.FIRST
                    : TokenStart.EQUAL;
            PixioConfig config = new PixioConfig(
                    grid,
                    encoder,
                    decoder,
                    mask(grid),
                    positions(grid, encoder),
                    positionResize(layout, options),
                    tokens);
            ModelShape shape = new ModelShape(config, heads, decoderHeads);
            return derived.isRotary() ? shape.with(DerivedOptions.ROTARY_NORM_EPSILON, notes(grid, rotary)) : shape;
        } catch (IllegalArgumentException e) {
            throw new WeightsException(Objects.requireNonNullElse(e.getMessage(), "impossible sizes"));
        }
    }

    /**
     * How a library interpolates the positions of an encoder. The one class of transformers that does it with antialiasing is that of
     * DINOv2 with registers.
     */
    public static PositionResize positionResize(WeightLayout layout, EncoderOptions options) {
        return layout == WeightLayout.HUGGINGFACE && options.registers() > 0
                ? PositionResize.ANTIALIASED
                : layout.positionResize();
    }

    /** Rotary positions fit any grid: the image size is the stated one, or {@link #ROTARY_SIDE} patches a side. */
    private static PatchGrid grid(long[] embedding, StatedRotary stated) throws WeightsException {
        int patch = number("the patch size", embedding[2]);
        int side = ROTARY_SIDE * patch;
        return new PatchGrid(
                stated.height().orElse(side),
                stated.width().orElse(side),
                number("the number of channels", embedding[1]),
                patch);
    }

    private static List<String> notes(PatchGrid grid, StatedRotary stated) {
        return stated.height().isPresent()
                ? List.of()
                : List.of("the file does not state an image size, and rotary positions fit any: " + grid.height()
                        + " x " + grid.width() + " pixels are assumed");
    }

    public boolean hasDecoder() {
        return weights.containsKey("decoder.embedding.weight") || weights.containsKey("decoder.head.weight");
    }

    private HeadCount decoderHeads(WeightHints hints) throws WeightsException {
        int width = decoderWidth();
        return HeadCount.ofDecoder(width, hints, StatedHeads.decoderName(width, metadata));
    }

    private DecoderConfig decoder(HeadCount heads) throws WeightsException {
        int width = decoderWidth();
        return new DecoderConfig(width, depth("decoder"), heads.number(), mlpRatio("decoder", width, MlpKind.GELU));
    }

    private int decoderWidth() throws WeightsException {
        return number("the decoder's width", shape("decoder.embedding.weight", 2)[0]);
    }

    private PatchGrid grid(long[] embedding, long classTokens, Optional<StatedSize> stated) throws WeightsException {
        long patches = shape("encoder.positions.table", 3)[1] - classTokens;
        int patchSize = number("the patch size", embedding[2]);
        int channels = number("the number of channels", embedding[1]);
        if (stated.isPresent() && patches > 0 && stated.get().patches(patchSize) == patches) {
            return new PatchGrid(stated.get().height(), stated.get().width(), channels, patchSize);
        }
        long side = Math.round(Math.sqrt((double) patches));
        if (patches < 1 || side * side != patches) {
            throw new WeightsException("the positions of " + patches + " patches are no square grid (" + classTokens
                    + " more are of class tokens); of a rectangular grid a config.json beside the weights must state the image size,"
                    + " as transformers and timm write it");
        }
        int pixels = number("the image's side", side * embedding[2]);
        return new PatchGrid(pixels, pixels, channels, patchSize);
    }

    /** The number of blocks, not the largest index: if an index is skipped, its weights are reported as missing. */
    private int depth(String part) {
        return (int) weights.keySet().stream()
                .map(BLOCK::matcher)
                .filter(matcher -> matcher.matches() && matcher.group(1).equals(part))
                .map(matcher -> matcher.group(2))
                .distinct()
                .count();
    }

    private double mlpRatio(String part, int width, MlpKind kind) throws WeightsException {
        return (double) shape(part + ".blocks.0.mlp.expand.weight", 2)[0] / kind.parts() / width;
    }

    /** The mask of the training, if the metadata contain it; otherwise the largest usual cell that divides the grid. */
    private MaskConfig mask(PatchGrid grid) {
        double ratio = has("args.mask_ratio", "0\\.\\d+") ? Double.parseDouble(text("args.mask_ratio")) : MASK_RATIO;
        int largest = has("args.mask_grid", "[1-9]\\d?") ? Integer.parseInt(text("args.mask_grid")) : 4;
        for (int cell = largest; cell > 1; cell = cell > 4 ? 4 : cell / 2) {
            int cells = grid.rows() / cell * (grid.columns() / cell);
            if (grid.rows() % cell == 0 && grid.columns() % cell == 0 && (int) (cells * (1 - ratio)) >= 1) {
                return new MaskConfig(ratio, cell);
            }
        }
        // So few patches that the ratio would mask all of them: mask half.
        return new MaskConfig((int) (grid.patches() * (1 - ratio)) >= 1 ? ratio : 0.5, 1);
    }

    private boolean has(String name, String pattern) {
        return text(name).matches(pattern);
    }

    private String text(String name) {
        return metadata.getOrDefault(name, "");
    }

    private Positions positions(PatchGrid grid, EncoderConfig encoder) throws WeightsException {
        boolean rotary = encoder.options().positions().rotates();
        boolean fixed = !rotary
                && isSincos("encoder", grid, encoder.classTokens())
                && (!hasDecoder() || isSincos("decoder", grid, encoder.classTokens()));
        return fixed ? Positions.SINCOS : Positions.LEARNED;
    }

    private boolean isSincos(String part, PatchGrid grid, int classTokens) throws WeightsException {
        String name = part + ".positions.table";
        long[] shape = shape(name, 3);
        int width = number("the width of '" + name + "'", shape[2]);
        if (shape[0] != 1
                || shape[1] != classTokens + (long) grid.patches()
                || width % 4 != 0
                || shape[1] * width > LARGEST_TABLE) {
            return false;
        }
        Tensor table = weights.get(name);
        try (PointerScope scope = new PointerScope()) {
            Tensor formula = PositionEmbedding.sincos(classTokens, grid.rows(), grid.columns(), width);
            Tensor rounded =
                    table == null ? formula : formula.to(table.scalar_type()).to(ScalarType.Float);
            Tensor difference = table == null
                    ? formula
                    : table.to(ScalarType.Float).sub(rounded).abs();
            return difference.le(new Scalar(SINCOS_TOLERANCE)).all().item_bool();
        }
    }

    private long[] shape(String name, int dimensions) throws WeightsException {
        Tensor tensor = weights.get(name);
        if (tensor == null) {
            throw new WeightsException("the weights lack '" + name + "', so the model's shape cannot be derived");
        }
        if (tensor.dim() != dimensions) {
            throw new WeightsException("'" + name + "' has the shape " + Tensors.describe(tensor)
                    + ", which does not have " + dimensions + " dimensions");
        }
        return Tensors.shape(tensor);
    }

    private static int number(String what, long value) throws WeightsException {
        if (value < 1 || value > 1 << 20) {
            throw new WeightsException(what + " cannot be " + value);
        }
        return (int) value;
    }
}
