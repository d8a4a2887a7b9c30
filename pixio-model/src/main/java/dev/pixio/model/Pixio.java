package dev.pixio.model;

import dev.pixio.nn.DropPath;
import dev.pixio.nn.Initialization;
import dev.pixio.torch.Tensors;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;

/**
 * Pixio: masks cells of patches, encodes what is left, reconstructs what is gone (arXiv 2512.15715, section 3).
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
     * @param seed names the weights: the same seed gives the same ones
     */
    public Pixio(PixioConfig config, long seed) {
        this(config, new Initialization(seed));
    }

    /**
     * A model on the CPU.
     *
     * @param initialization its first values; {@link Initialization#NONE} where all of them are set next
     */
    public Pixio(PixioConfig config, Initialization initialization) {
        super("Pixio");
        this.config = config;
        this.encoder = register_module("encoder", new Encoder(config, initialization));
        this.decoder = register_module("decoder", new Decoder(config, initialization));
    }

    /** One pre-training pass without drop path; see {@link #forward(Tensor, GridMask, DropPath)}. */
    public Reconstruction forward(Tensor images, GridMask mask) {
        return forward(images, mask, DropPath.NONE);
    }

    /**
     * One pre-training pass.
     *
     * @param images normalised pictures, float {@code [B, C, H, W]}
     * @param mask which patches to keep
     * @param dropPath which samples skip which of the encoder's branches
     * @return predictions and targets of the masked patches, both {@code [B, masked, P*P*C]}
     * @throws IllegalArgumentException if the pictures have another size than the model's
     */
    public Reconstruction forward(Tensor images, GridMask mask, DropPath dropPath) {
        PatchGrid grid = config.grid();
        if (images.size(1) != grid.channels() || images.size(2) != grid.height() || images.size(3) != grid.width()) {
            throw new IllegalArgumentException("pictures of shape " + Tensors.describe(images) + " for a model of [B, "
                    + grid.channels() + ", " + grid.height() + ", " + grid.width() + "]");
        }
        Tensor patches = Patches.of(images, grid.patchSize()); // [B, N, P*P*C]
        Tensor encoded = encoder.forward(patches, mask.kept(), dropPath); // [B, K + kept, D]
        Tensor predicted = decoder.forward(encoded, mask); // [B, masked, P*P*C]
        return new Reconstruction(predicted, Patches.normalize(Tokens.getAtIndex(patches, mask.masked())));
    }

    /** What becomes the product of pre-training. */
    public Encoder encoder() {
        return encoder;
    }

    /** What paints the masked patches. */
    public Decoder decoder() {
        return decoder;
    }

    /** The model's shape. */
    public PixioConfig config() {
        return config;
    }
}
