package dev.pixio.embed;

import dev.pixio.augment.Normalize;
import dev.pixio.model.Encoder;
import dev.pixio.model.pass.FeaturePass;
import dev.pixio.torch.Precision;
import dev.pixio.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Features of batches: an encoder, its fastest kernels, one choice of what to take out. One call at a time. Make it outside
 * of any pointer scope that closes before it, and close it.
 */
public final class BatchEmbedder implements AutoCloseable {

    private final Encoder encoder;
    private final FeatureChoice choice;
    private final FeaturePass pass;

    /**
     * @param encoder stays where it is while this is open
     * @param precision of its products
     * @throws IllegalArgumentException if the encoder has no such block
     */
    public BatchEmbedder(Encoder encoder, Precision precision, FeatureChoice choice) {
        encoder.requireBlock(choice.block());
        this.encoder = encoder;
        this.choice = choice;
        this.pass = new FeaturePass(encoder, precision);
    }

    /**
     * The features of a batch.
     *
     * @param pixels {@code uint8 [B, 3, H, W]} on the CPU, of any size that the patch divides
     * @return float {@code [B, ...]}, contiguous, on the CPU, in the caller's scope; {@link Pooling} says what shape
     * @throws IllegalArgumentException if the patch does not divide the images
     */
    public Tensor embed(Tensor pixels) {
        try (Tensor features = keptFeatures(pixels)) {
            return new Tensor(features);
        }
    }

    /** What is taken out. */
    public FeatureChoice choice() {
        return choice;
    }

    /** Whose features they are. */
    public Encoder encoder() {
        return encoder;
    }

    private Tensor keptFeatures(Tensor pixels) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor images = Normalize.IMAGENET.apply(Tensors.upload(pixels, encoder.device())); // [B, 3, H, W]
            Tensor pooled = choice.pooling().of(pass.features(images, choice.block(), choice.norm()));
            return Tensors.keep(pooled.to(ScalarType.Float).cpu().contiguous());
        }
    }

    @Override
    public void close() {
        pass.close();
    }
}
