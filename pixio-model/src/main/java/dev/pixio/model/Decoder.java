package dev.pixio.model;

import dev.pixio.nn.ChosenTokens;
import dev.pixio.nn.DropPath;
import dev.pixio.nn.Initialization;
import dev.pixio.nn.Linear;
import dev.pixio.nn.Normalization;
import dev.pixio.nn.PositionEmbedding;
import dev.pixio.nn.Positions;
import dev.pixio.nn.TransformerBlock;
import dev.pixio.torch.Tensors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bytedeco.pytorch.LayerNormImpl;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** A deep transformer that paints the masked patches from what the encoder saw of the others. */
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
        Blocks.register(this, blocks, config.depth(), width, config.heads(), config.mlpRatio());
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
     * @param mask what was kept
     * @return normalised patches, float {@code [B, masked, P*P*C]}, in the order of {@link GridMask#masked}
     */
    public Tensor forward(Tensor encoded, GridMask mask) {
        Tensor tokens = embed(encoded, mask); // [B, K + N, width]
        int last = blocks.size() - 1;
        for (int block = 0; block < last; block++) {
            tokens = blocks.get(block).forward(tokens, DropPath.NONE, block);
        }
        ChosenTokens masked = ChosenTokens.at(mask.maskedTokens(classTokens));
        return predict(blocks.get(last).forward(tokens, DropPath.NONE, last, masked));
    }

    /**
     * What the first block sees: mask tokens, encoded tokens in their places, positions.
     *
     * @param encoded class tokens and kept patches, float {@code [B, K + kept, D]}
     * @return float {@code [B, K + N, width]}
     */
    public Tensor embed(Tensor encoded, GridMask mask) {
        Tensor blank = Tokens.repeat(maskToken, encoded.size(0), classTokens + patches); // [B, K + N, width]
        Tensor embedded = embedding.forward(encoded).to(blank.scalar_type()); // [B, K + kept, width]
        return Tokens.setAtIndex(blank, mask.keptTokens(classTokens), embedded).add(positions.ofAll());
    }

    /** The blocks between {@link #embed} and {@link #predict}, in order. */
    public List<TransformerBlock> blocks() {
        return Collections.unmodifiableList(blocks);
    }

    /** What comes out of the last block, float {@code [B, n, width]}, as normalised patches {@code [B, n, P*P*C]}. */
    public Tensor predict(Tensor painted) {
        return head.forward(norm.forward(painted));
    }
}
