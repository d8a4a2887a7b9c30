package dev.pixio.model;

import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.BlockRunner;
import dev.pixio.nn.Initialization;
import dev.pixio.nn.Linear;
import dev.pixio.nn.Normalization;
import dev.pixio.nn.PositionEmbedding;
import dev.pixio.nn.Positions;
import dev.pixio.nn.TokenSelection;
import dev.pixio.nn.TransformerBlock;
import dev.pixio.nn.option.BlockOptions;
import dev.pixio.nn.option.Rotation;
import dev.pixio.torch.Tensors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bytedeco.pytorch.LayerNormImpl;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** A deep transformer that reconstructs the masked patches from the encoded kept patches (arXiv 2512.15715, section 3.1). */
public final class Decoder extends Module {

    private final int classTokens;
    private final int patches;
    private final LinearImpl embedding;
    private final Tensor maskToken; // [1, 1, width]
    private final PositionEmbedding positions;
    private final List<TransformerBlock> blocks = new ArrayList<>();
    private final LayerNormImpl norm;
    private final LinearImpl head;

    public Decoder(PixioConfig pixio, Initialization initialization) {
        super("Decoder");
        PatchGrid grid = pixio.grid();
        DecoderConfig config = pixio.decoder();
        int width = config.width();
        this.classTokens = pixio.encoder().classTokens();
        this.patches = grid.patches();
        this.embedding =
                register_module("embedding", Linear.undrawn(pixio.encoder().width(), width));
        this.maskToken = Tensors.zeros(ScalarType.Float, 1, 1, width);
        register_parameter("mask_token", maskToken);
        this.positions = register_module(
                "positions", new PositionEmbedding(pixio.positions(), classTokens, grid.rows(), grid.columns(), width));
        Blocks.register(this, blocks, config.depth(), width, config.heads(), config.mlpRatio(), BlockOptions.NONE);
        this.norm = register_module("norm", Normalization.over(width));
        this.head = register_module("head", Linear.undrawn(width, grid.patchValues()));
        initialize(pixio, initialization);
    }

    private void initialize(PixioConfig pixio, Initialization initialization) {
        initialization.transformer(this, "decoder.");
        initialization.normal(maskToken, "decoder.mask_token", 0.02);
        if (pixio.positions() == Positions.LEARNED) {
            initialization.truncatedNormal(positions.ofAll(), "decoder.positions.table", 0.02);
        }
    }

    /**
     * Predicts the masked patches.
     *
     * @param encoded class tokens and kept patches, float {@code [B, K + kept, D]}
     * @param mask which patches were kept
     * @param blocks how {@link #blocks} are run; the last one returns the masked patches only
     * @return normalised patches, float {@code [B, masked, P*P*C]}, in the order of {@link GridMask#masked}
     */
    public Tensor forward(Tensor encoded, GridMask mask, BlockRunner blocks) {
        Tensor tokens = Tensors.resultOf(() -> embed(encoded, mask)); // [B, K + N, width]
        TokenSelection masked = TokenSelection.at(mask.maskedTokens(classTokens));
        Tensor decoded = blocks.run(tokens, Rotation.NONE, masked); // [B, masked, width]
        return Linear.apply(head, norm.forward(decoded)); // [B, masked, P*P*C]
    }

    /** The input of the first block, float {@code [B, K + N, width]}: encoded tokens, mask tokens elsewhere, positions added. */
    private Tensor embed(Tensor encoded, GridMask mask) {
        Tensor masked = Tokens.repeat(maskToken, encoded.size(0), classTokens + patches); // [B, K + N, width]
        Tensor embedded = Linear.apply(embedding, encoded).to(masked.scalar_type()); // [B, K + kept, width]
        return Tokens.setAtIndex(masked, mask.keptTokens(classTokens), embedded).add(positions.ofAll());
    }

    /** The transformer blocks, in order. */
    public List<TransformerBlock> blocks() {
        return Collections.unmodifiableList(blocks);
    }
}
