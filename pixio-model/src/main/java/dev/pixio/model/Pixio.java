package dev.pixio.model;

import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.BlockRunner;
import dev.pixio.nn.DropPath;
import dev.pixio.nn.Initialization;
import dev.pixio.torch.Tensors;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Pixio: masks cells of patches, encodes the kept patches, reconstructs the masked ones (arXiv 2512.15715, section 3).
 *
 * <p>Results belong to the pointer scope around the call. Make the model outside of any scope that closes before it.
 */
public final class Pixio extends Module {

    private final PixioConfig config;
    private final Encoder encoder;
    private final Decoder decoder;

    /**
     * A model with new weights on the CPU.
     *
     * @param seed of the weights: the same seed gives the same weights
     */
    public Pixio(PixioConfig config, long seed) {
        this(config, new Initialization(seed));
    }

    /**
     * A model on the CPU.
     *
     * @param initialization of its weights; {@link Initialization#NONE} if all of them are loaded next
     */
    public Pixio(PixioConfig config, Initialization initialization) {
        super("Pixio");
        this.config = config;
        this.encoder = register_module("encoder", new Encoder(config, initialization));
        this.decoder = register_module("decoder", new Decoder(config, initialization));
    }

    /** The forward pass without drop path; see {@link #forward(Tensor, GridMask, DropPath)}. */
    public Reconstruction forward(Tensor images, GridMask mask) {
        return forward(images, mask, DropPath.NONE);
    }

    /**
     * The forward pass under autograd; see {@link #forward(Tensor, GridMask, BlockRunner, BlockRunner)}.
     *
     * @param dropPath which samples skip which of the encoder's branches
     */
    public Reconstruction forward(Tensor images, GridMask mask, DropPath dropPath) {
        return forward(
                images,
                mask,
                BlockRunner.inOrder(encoder.blocks(), dropPath),
                BlockRunner.inOrder(decoder.blocks(), DropPath.NONE));
    }

    /**
     * The forward pass of pre-training.
     *
     * @param images normalised images, float {@code [B, C, H, W]}
     * @param mask which patches to keep
     * @param encoderBlocks how the encoder's blocks are run
     * @param decoderBlocks how the decoder's blocks are run
     * @return predictions and targets of the masked patches, both {@code [B, masked, P*P*C]}
     * @throws IllegalArgumentException if the images have another shape or dtype than the model's, or the mask another number
     *     of images or patches
     */
    public Reconstruction forward(Tensor images, GridMask mask, BlockRunner encoderBlocks, BlockRunner decoderBlocks) {
        requireFit(images);
        requireFit(mask, images.size(0));
        Tensor patches = Patches.of(images, config.grid().patchSize()); // [B, N, P*P*C]
        Tensor encoded = encoder.forward(patches, mask.kept(), encoderBlocks); // [B, K + kept, D]
        Tensor predicted = decoder.forward(encoded, mask, decoderBlocks); // [B, masked, P*P*C]
        Tensor target = Tensors.resultOf(
                () -> Patches.normalize(Tokens.getAtIndex(patches, mask.masked()))); // [B, masked, P*P*C]
        return new Reconstruction(predicted, target);
    }

    private void requireFit(Tensor images) {
        PatchGrid grid = config.grid();
        if (images.scalar_type().intern() != ScalarType.Float
                || images.dim() != 4
                || images.size(1) != grid.channels()
                || images.size(2) != grid.height()
                || images.size(3) != grid.width()) {
            throw new IllegalArgumentException(
                    "images of " + images.scalar_type().intern() + " " + Tensors.describe(images)
                            + " for a model that takes Float [B, " + grid.channels() + ", " + grid.height() + ", "
                            + grid.width() + "]");
        }
    }

    private void requireFit(GridMask mask, long images) {
        Tensor kept = mask.kept();
        Tensor masked = mask.masked();
        int patches = config.grid().patches();
        if (kept.dim() != 2
                || masked.dim() != 2
                || kept.size(0) != images
                || masked.size(0) != images
                || kept.size(1) + masked.size(1) != patches) {
            throw new IllegalArgumentException("a mask that keeps " + Tensors.describe(kept) + " and masks "
                    + Tensors.describe(masked) + " patches for " + images + " images of " + patches + " patches");
        }
    }

    /** The part that is used after pre-training. */
    public Encoder encoder() {
        return encoder;
    }

    /** The part that reconstructs the masked patches. */
    public Decoder decoder() {
        return decoder;
    }

    /** The model's configuration. */
    public PixioConfig config() {
        return config;
    }
}
