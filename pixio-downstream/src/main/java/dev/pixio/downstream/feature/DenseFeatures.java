package dev.pixio.downstream.feature;

import dev.pixio.augment.Normalize;
import dev.pixio.model.Encoder;
import dev.pixio.model.Encoder.FinalNorm;
import dev.pixio.model.pass.FeaturePass;
import dev.pixio.torch.Precision;
import dev.pixio.torch.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;

/**
 * Computes the tokens of chosen blocks with a frozen encoder, after the encoder's final norm, which is applied to the output of each
 * of them. Not thread-safe. Create it outside of any pointer scope that closes before it, and close it.
 */
public final class DenseFeatures implements AutoCloseable {

    private final Encoder encoder;
    private final List<Integer> blocks;
    private final Normalize normalize;
    private final FeaturePass pass;

    /** Of photographs; see {@link #DenseFeatures(Encoder, Precision, List, Normalize)}. */
    public DenseFeatures(Encoder encoder, Precision precision, List<Integer> blocks) {
        this(encoder, precision, blocks, Normalize.IMAGENET);
    }

    /**
     * Features of an encoder.
     *
     * @param encoder must stay on its device while this is open
     * @param precision of matrix products
     * @param blocks numbers of blocks, from 1, ascending
     * @param normalize the numbers of its images
     * @throws IllegalArgumentException if the encoder has no such block
     */
    public DenseFeatures(Encoder encoder, Precision precision, List<Integer> blocks, Normalize normalize) {
        blocks.forEach(encoder::requireBlock);
        this.encoder = encoder;
        this.blocks = List.copyOf(blocks);
        this.normalize = normalize;
        this.pass = new FeaturePass(encoder, precision);
    }

    /**
     * The tokens of a batch.
     *
     * @param images {@code uint8 [B, 3, H, W]} of photographs, otherwise {@code float [B, C, H, W]}, of any size that the patch size divides
     * @return on the encoder's device, in the caller's scope
     * @throws IllegalArgumentException if the patch size does not divide the images
     */
    public BlockTokens of(Tensor images) {
        return ofNormalized(normalize.apply(Tensors.upload(images, device())));
    }

    /**
     * The tokens of normalised images.
     *
     * @param images float {@code [B, C, H, W]} on the encoder's device, of any size that the patch size divides
     * @return on the encoder's device, in the caller's scope
     * @throws IllegalArgumentException if the patch size does not divide the images
     */
    public BlockTokens ofNormalized(Tensor images) {
        return BlockTokens.of(pass.features(images, blocks, FinalNorm.AFTER));
    }

    /** How the numbers of images are normalised. */
    public Normalize normalize() {
        return normalize;
    }

    /** The encoder's device. */
    public Device device() {
        return encoder.device();
    }

    /** The encoder. */
    public Encoder encoder() {
        return encoder;
    }

    /** The blocks, from 1, ascending. */
    public List<Integer> blocks() {
        return blocks;
    }

    @Override
    public void close() {
        pass.close();
    }
}
