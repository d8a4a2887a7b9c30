package dev.pixio.model;

import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.model.config.PositionEncoding;
import dev.pixio.nn.BlockRunner;
import dev.pixio.nn.DropPath;
import dev.pixio.nn.Initialization;
import dev.pixio.nn.Normalization;
import dev.pixio.nn.PatchEmbedding;
import dev.pixio.nn.PositionEmbedding;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.nn.TokenSelection;
import dev.pixio.nn.TransformerBlock;
import dev.pixio.nn.option.Rotation;
import dev.pixio.torch.Tensors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.LayerNormImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * A vision transformer with several class tokens; in pre-training it encodes only the kept patches. The order of its tokens is class
 * tokens, registers, patches. Registers are tokens of the blocks alone: no method returns them, except where it says so.
 */
public final class Encoder extends Module {

    /** Whether features are taken before or after the encoder's final norm. */
    public enum FinalNorm {
        BEFORE,
        AFTER;

        /**
         * What exported features, evaluations and probes use unless another choice is named, so that the features that are
         * evaluated are those that are exported. It is {@link #AFTER} because that is the encoder's output elsewhere:
         * {@code last_hidden_state} and {@code pooler_output} of {@code PixioModel} in transformers, the features under the
         * authors' heads for depth and segmentation, and what the decoder reads during pre-training. The one exception is
         * the authors' {@code eval_knn.py}, which averages the class tokens before the norm.
         */
        public static final FinalNorm DEFAULT = AFTER;

        /**
         * The choice with the given name.
         *
         * @param name {@code before} or {@code after}, in any case
         * @throws IllegalArgumentException for any other name
         */
        public static FinalNorm named(String name) {
            for (FinalNorm norm : values()) {
                if (norm.id().equals(name.toLowerCase(Locale.ROOT))) {
                    return norm;
                }
            }
            throw new IllegalArgumentException("the norm is before or after, not " + name);
        }

        /** The name in options and files: {@code before} or {@code after}. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final PatchGrid grid;
    private final EncoderConfig config;
    private final PositionResize resize;
    private final PatchEmbedding embedding;
    private final LeadingTokens leading;
    private final Optional<PositionEmbedding> positions;
    private final List<TransformerBlock> blocks = new ArrayList<>();
    private final LayerNormImpl norm;

    /**
     * A new encoder on the CPU.
     *
     * @param pixio the configuration of the whole model
     * @param initialization of its weights; {@link Initialization#NONE} if all of them are loaded next
     */
    public Encoder(PixioConfig pixio, Initialization initialization) {
        super("Encoder");
        this.grid = pixio.grid();
        this.config = pixio.encoder();
        this.resize = pixio.positionResize();
        int width = config.width();
        this.embedding = register_module("embedding", new PatchEmbedding(grid.channels(), grid.patchSize(), width));
        this.leading =
                LeadingTokens.zeros(config.classTokens(), config.options().registers(), width);
        register_parameter("class_tokens", leading.classes());
        leading.registers().ifPresent(tokens -> register_parameter("registers", tokens));
        this.positions = positions(pixio);
        Blocks.register(
                this,
                blocks,
                config.depth(),
                width,
                config.heads(),
                config.mlpRatio(),
                config.options().ofBlocks());
        this.norm = register_module("norm", Normalization.over(width));
        initialize(pixio, initialization);
    }

    private Optional<PositionEmbedding> positions(PixioConfig pixio) {
        return config.options().positions().rotates()
                ? Optional.empty()
                : Optional.of(register_module(
                        "positions",
                        new PositionEmbedding(
                                pixio.positions(), config.classTokens(), grid.rows(), grid.columns(), config.width())));
    }

    /**
     * Sets the epsilon of all layer norms, for the weights of other libraries. It is not saved with the model.
     *
     * @param epsilon {@link Normalization#EPSILON} in a new encoder
     */
    public void setNormEpsilon(double epsilon) {
        norm.options().eps().put(epsilon);
        for (TransformerBlock block : blocks) {
            block.norm1().options().eps().put(epsilon);
            block.norm2().options().eps().put(epsilon);
        }
    }

    private void initialize(PixioConfig pixio, Initialization initialization) {
        initialization.transformer(this, "encoder.");
        initialization.normal(leading.classes(), "encoder.class_tokens", 0.02);
        if (pixio.tokens() == PixioConfig.TokenStart.FIRST && config.classTokens() > 1) {
            Tensor others = leading.classes().detach().narrow(1, 1, config.classTokens() - 1L);
            initialization.normal(others, "encoder.class_tokens.others", 1e-6);
        }
        leading.registers().ifPresent(tokens -> initialization.normal(tokens, "encoder.registers", 0.02));
        if (pixio.positions() == Positions.LEARNED) {
            positions.ifPresent(
                    table -> initialization.truncatedNormal(table.ofAll(), "encoder.positions.table", 0.02));
        }
    }

    /**
     * Encodes the kept patches.
     *
     * @param patches float {@code [B, N, P*P*C]}
     * @param kept int64 {@code [B, kept]}, from {@link GridMask}
     * @param blocks how {@link #blocks} are run
     * @return class tokens, then kept patches in the order given, after the final norm: float {@code [B, K + kept, D]}
     */
    public Tensor forward(Tensor patches, Tensor kept, BlockRunner blocks) {
        Tensor tokens = Tensors.resultOf(() -> embed(patches, kept)); // [B, K + R + kept, D]
        Tensor output = blocks.run(tokens, rotationOf(kept), TokenSelection.ALL);
        return norm(leading.withoutRegisters(output)); // [B, K + kept, D]
    }

    /** The input of the first block: all tokens before the patches, and kept patches, with positions, {@code [B, K + R + kept, D]}. */
    private Tensor embed(Tensor patches, Tensor kept) {
        Tensor visible = embedding.forward(Tokens.getAtIndex(patches, kept)); // [B, kept, D]
        Tensor placed =
                positions.map(table -> visible.add(table.ofPatches(kept))).orElse(visible);
        return leading.before(placed, positions.map(PositionEmbedding::ofClassTokens));
    }

    /** The rotary positions of kept patches, for the blocks. */
    private Rotation rotationOf(Tensor kept) {
        Rotation whole = rotation(grid.rows(), grid.columns());
        if (whole.isNone()) {
            return whole;
        }
        int prefix = leading.count();
        Tensor first = torch.arange(new Scalar(prefix), kept.options()).expand(kept.size(0), -1); // [B, K + R]
        return whole.at(torch.cat(new TensorVector(first, kept.add(new Scalar(prefix))), 1));
    }

    /** The transformer blocks, in order. */
    public List<TransformerBlock> blocks() {
        return Collections.unmodifiableList(blocks);
    }

    /** The final norm, float {@code [B, L, D]} to the same. */
    public Tensor norm(Tensor tokens) {
        return norm.forward(tokens);
    }

    /** The output of the last block, after the final norm; see {@link #features(Tensor, int, FinalNorm)}. */
    public Features features(Tensor images) {
        return features(images, config.depth(), FinalNorm.AFTER);
    }

    /**
     * Features of images of any size that the patch size divides; positions are interpolated.
     *
     * @param images normalised, float {@code [B, C, H, W]}
     * @param depth how many blocks the tokens go through, 1 .. the encoder's depth
     * @param finalNorm whether the final norm is applied
     * @throws IllegalArgumentException if the patch size does not divide the image size, or there is no such block
     */
    public Features features(Tensor images, int depth, FinalNorm finalNorm) {
        requireBlock(depth);
        Tensor output = BlockRunner.inOrder(blocks, 0, depth, DropPath.NONE)
                .run(embed(images), rotation(images), TokenSelection.ALL);
        return split(finalNorm == FinalNorm.AFTER ? norm(output) : output, images);
    }

    /**
     * Checks the number of a block.
     *
     * @param block counted from 1
     * @throws IllegalArgumentException if there is no such block
     */
    public void requireBlock(int block) {
        if (block < 1 || block > config.depth()) {
            throw new IllegalArgumentException(
                    "there is no block " + block + "; the encoder has 1 to " + config.depth());
        }
    }

    /**
     * The input of the first block for whole images, of any size that the patch size divides; positions are interpolated.
     *
     * @param images normalised, float {@code [B, C, H, W]}
     * @return class tokens, registers and patches in row order with their positions, float {@code [B, K + R + N, D]}
     */
    public Tensor embed(Tensor images) {
        Tensor embedded = embedding.forward(Patches.of(images, grid.patchSize())); // [B, N, D]
        Optional<Tensor> table = positions(rows(images), columns(images)); // [1, K + N, D]
        long classes = config.classTokens();
        Tensor placed = table.map(all -> embedded.add(all.narrow(1, classes, embedded.size(1))))
                .orElse(embedded);
        return leading.before(placed, table.map(all -> all.narrow(1, 0, classes)));
    }

    /** The rotary positions of all tokens of whole images, for the blocks; none if positions are added. */
    public Rotation rotation(Tensor images) {
        return rotation(rows(images), columns(images));
    }

    /** As {@link #rotation(Tensor)}, for a grid of so many patches. */
    public Rotation rotation(int rows, int columns) {
        PositionEncoding encoding = config.options().positions();
        return encoding.rotates()
                ? Rotation.ofGrid(
                        leading.count(), rows, columns, config.width() / config.heads(), encoding.theta(), device())
                : Rotation.NONE;
    }

    /**
     * The weights with which the class tokens attend to all tokens in a block.
     *
     * @param tokens the input of the block: class tokens, registers and patches of whole images, float {@code [B, K + R + N, D]}
     * @param rotation of these tokens, from {@link #rotation(int, int)}
     * @param block counted from 1
     * @return float {@code [B, heads, K, K + R + N]}; each row has the sum 1
     * @throws IllegalArgumentException if there is no such block
     */
    public Tensor classAttention(Tensor tokens, Rotation rotation, int block) {
        requireBlock(block);
        TransformerBlock chosen = blocks.get(block - 1);
        Tensor classes = torch.arange(new Scalar(config.classTokens()), new TensorOptions(device()))
                .expand(tokens.size(0), -1); // [B, K]
        return chosen.attention().weights(chosen.norm1().forward(tokens), rotation, TokenSelection.at(classes));
    }

    /** Tokens of whole images, float {@code [B, K + R + N, D]}, split into class tokens and patches; registers are left out. */
    public Features split(Tensor tokens, Tensor images) {
        return new Features(leading.classesOf(tokens), leading.patchesOf(tokens), rows(images), columns(images));
    }

    private int rows(Tensor images) {
        return (int) images.size(2) / grid.patchSize();
    }

    private int columns(Tensor images) {
        return (int) images.size(3) / grid.patchSize();
    }

    /** The layer that projects patches to tokens. */
    public PatchEmbedding patchEmbedding() {
        return embedding;
    }

    /** The class tokens without their positions, float {@code [1, K, D]}. */
    public Tensor classTokens() {
        return leading.classes();
    }

    /**
     * The positions of class tokens and patches, interpolated if the grid is not the model's.
     *
     * @param rows height of the grid in patches
     * @param columns width of the grid in patches
     * @return float {@code [1, K + rows * columns, D]}; empty if positions are rotary
     */
    public Optional<Tensor> positions(int rows, int columns) {
        return positions.map(table -> table.resizedTo(rows, columns, resize));
    }

    /** How {@link #positions} interpolates. */
    public PositionResize positionResize() {
        return resize;
    }

    /** The register tokens, float {@code [1, R, D]}; empty if there are none. They have no positions. */
    public Optional<Tensor> registers() {
        return leading.registers();
    }

    /** The layer after the last block. */
    public LayerNormImpl finalNorm() {
        return norm;
    }

    /** How images are divided into patches; their size is the one of pre-training. */
    public PatchGrid grid() {
        return grid;
    }

    /** The device of its weights, on which images must be. */
    public Device device() {
        return leading.classes().device();
    }

    /** The encoder's configuration. */
    public EncoderConfig config() {
        return config;
    }
}
