package dev.pixio.embed;

import dev.pixio.augment.Normalize;
import dev.pixio.model.Encoder;
import dev.pixio.model.Features;
import dev.pixio.model.pass.FeaturePass;
import dev.pixio.torch.Precision;
import dev.pixio.torch.Tensors;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Computes the features of batches with one encoder and one choice of block, norm and pooling. Not thread-safe. Create
 * it outside of any pointer scope that closes before it, and close it.
 */
public final class BatchEmbedder implements AutoCloseable {

    private final Encoder encoder;
    private final FeatureChoice choice;
    private final Normalize normalize;
    private final FeaturePass pass;

    /**
     * @param encoder must stay on its device while this is open
     * @param precision of matrix products
     * @throws IllegalArgumentException if the encoder has no such block
     */
    public BatchEmbedder(Encoder encoder, Precision precision, FeatureChoice choice) {
        this(encoder, precision, choice, Normalize.IMAGENET);
    }

    /**
     * @param encoder must stay on its device while this is open
     * @param precision of matrix products
     * @param normalize converts images to the input of the encoder
     * @throws IllegalArgumentException if the encoder has no such block
     */
    public BatchEmbedder(Encoder encoder, Precision precision, FeatureChoice choice, Normalize normalize) {
        encoder.requireBlock(choice.block());
        this.normalize = normalize;
        this.encoder = encoder;
        this.choice = choice;
        this.pass = new FeaturePass(encoder, precision);
    }

    /**
     * The features of a batch.
     *
     * @param images {@code uint8} or float {@code [B, C, H, W]} on the CPU, of any size that the patch divides
     * @return float {@code [B, ...]}, contiguous, on the CPU, in the caller's scope; {@link Pooling} documents the
     *     shapes
     * @throws IllegalArgumentException if the patch does not divide the images
     */
    public Tensor embed(Tensor images) {
        return embed(images, List.of(choice.pooling())).get(0);
    }

    /**
     * The features of a batch by several poolings, from one forward pass.
     *
     * @param images {@code uint8} or float {@code [B, C, H, W]} on the CPU, of any size that the patch divides
     * @param poolings in place of that of {@link #choice}
     * @return for each pooling float {@code [B, ...]}, contiguous, on the CPU, in the caller's scope
     * @throws IllegalArgumentException if the patch does not divide the images
     */
    public List<Tensor> embed(Tensor images, List<Pooling> poolings) {
        List<Tensor> kept = computeFeatures(images, poolings);
        List<Tensor> features = kept.stream().map(Tensor::new).toList();
        kept.forEach(Tensor::close);
        return features;
    }

    /** Block, norm and pooling of the features. */
    public FeatureChoice choice() {
        return choice;
    }

    /** The encoder that computes the features. */
    public Encoder encoder() {
        return encoder;
    }

    /** Features that outlive all scopes; the caller closes them. */
    private List<Tensor> computeFeatures(Tensor images, List<Pooling> poolings) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor normalized =
                    Tensors.resultOf(() -> normalize.apply(Tensors.upload(images, encoder.device()))); // [B, C, H, W]
            Features features = pass.features(normalized, choice.block(), choice.norm());
            return poolings.stream()
                    .map(pooling -> Tensors.keep(
                            pooling.of(features).to(ScalarType.Float).cpu().contiguous()))
                    .toList();
        }
    }

    @Override
    public void close() {
        pass.close();
    }
}
