package dev.pixio.model;

import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
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
import dev.pixio.torch.Tensors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.LayerNormImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** A vision transformer with several class tokens; in pre-training it encodes only the kept patches. */
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
    private final Tensor classTokens; // [1, K, D]
    private final PositionEmbedding positions;
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
        this.classTokens = Tensors.zeros(ScalarType.Float, 1, config.classTokens(), width);
        register_parameter("class_tokens", classTokens);
        this.positions = register_module(
                "positions",
                new PositionEmbedding(pixio.positions(), config.classTokens(), grid.rows(), grid.columns(), width));
        Blocks.register(this, blocks, config.depth(), width, config.heads(), config.mlpRatio());
        this.norm = register_module("norm", Normalization.over(width));
        initialize(pixio, initialization);
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
        initialization.normal(classTokens, "encoder.class_tokens", 0.02);
        if (pixio.tokens() == PixioConfig.TokenStart.FIRST && config.classTokens() > 1) {
            Tensor others = classTokens.detach().narrow(1, 1, config.classTokens() - 1L);
            initialization.normal(others, "encoder.class_tokens.others", 1e-6);
        }
        if (pixio.positions() == Positions.LEARNED) {
            initialization.truncatedNormal(positions.ofAll(), "encoder.positions.table", 0.02);
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
        Tensor tokens = embed(patches, kept); // [B, K + kept, D]
        return norm(blocks.run(tokens, TokenSelection.ALL)); // [B, K + kept, D]
    }

    /** The input of the first block: class tokens and kept patches with their positions, float {@code [B, K + kept, D]}. */
    private Tensor embed(Tensor patches, Tensor kept) {
        Tensor visible = embedding.forward(Tokens.getAtIndex(patches, kept)); // [B, kept, D]
        return withClassTokens(visible.add(positions.ofPatches(kept)), positions.ofClassTokens());
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
        Tensor output = BlockRunner.inOrder(blocks, 0, depth, DropPath.NONE).run(embed(images), TokenSelection.ALL);
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
     * @return class tokens and patches in row order with their positions, float {@code [B, K + N, D]}
     */
    public Tensor embed(Tensor images) {
        Tensor patches = Patches.of(images, grid.patchSize()); // [B, N, P*P*C]
        Tensor table = positions(rows(images), columns(images)); // [1, K + N, D]
        long classes = config.classTokens();
        return withClassTokens(
                embedding.forward(patches).add(table.narrow(1, classes, patches.size(1))), table.narrow(1, 0, classes));
    }

    /** Tokens of whole images, float {@code [B, K + N, D]}, split into class tokens and patches. */
    public Features split(Tensor tokens, Tensor images) {
        long classes = config.classTokens();
        long patches = tokens.size(1) - classes;
        return new Features(
                tokens.narrow(1, 0, classes), tokens.narrow(1, classes, patches), rows(images), columns(images));
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
        return classTokens;
    }

    /**
     * The positions of class tokens and patches, interpolated if the grid is not the model's.
     *
     * @param rows height of the grid in patches
     * @param columns width of the grid in patches
     * @return float {@code [1, K + rows * columns, D]}
     */
    public Tensor positions(int rows, int columns) {
        return positions.resizedTo(rows, columns, resize);
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
        return classTokens.device();
    }

    /** The encoder's configuration. */
    public EncoderConfig config() {
        return config;
    }

    private Tensor withClassTokens(Tensor patchTokens, Tensor classPositions) {
        Tensor first = classTokens.add(classPositions).expand(patchTokens.size(0), -1, -1); // [B, K, D]
        return torch.cat(new TensorVector(first, patchTokens), 1);
    }
}
