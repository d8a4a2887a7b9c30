package dev.pixio.eval.features;

import dev.pixio.embed.BatchEmbedder;
import dev.pixio.embed.EncoderSettings;
import dev.pixio.embed.FeatureChoice;
import dev.pixio.embed.Pooling;
import dev.pixio.image.resize.Framing;
import dev.pixio.model.Encoder;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.Precision;
import dev.pixio.torch.Tensors;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;

/**
 * An encoder's features. It leaves the encoder as it is, but moves it to the device of the settings; whoever made the encoder
 * closes it, after this.
 */
public final class EncoderExtractor implements FeatureExtractor {

    private static final Set<Pooling> VECTORS =
            EnumSet.of(Pooling.CLASS_MEAN, Pooling.CLASS_CONCAT, Pooling.PATCH_MEAN);

    private final BatchEmbedder embedder;
    private final Framing framing;
    private final String identity;

    /**
     * @param weights names the encoder's weights: equal text, equal weights
     * @param grid of the encoder's own images
     * @throws IllegalArgumentException if the settings do not give one vector an image, or do not fit the encoder
     */
    public EncoderExtractor(String weights, Encoder encoder, PatchGrid grid, EncoderSettings settings) {
        requireVectors(settings);
        FeatureChoice choice = settings.choice(encoder.config());
        Device device = Libtorch.device(settings.device());
        Precision precision = Precision.named(settings.precision(), device);
        Tensors.move(encoder, device);
        this.framing = settings.framing(grid);
        this.embedder = new BatchEmbedder(encoder, precision, choice);
        // The device is part of it: kernels round differently.
        this.identity = String.join(
                "; ",
                weights,
                choice.toString(),
                framing.toString(),
                precision.toString(),
                encoder.device().is_cuda() ? "cuda" : "cpu");
    }

    /**
     * Checks what can be checked without an encoder, so that an evaluation of several fails before the first.
     *
     * @throws IllegalArgumentException if a classifier cannot use such features, or this machine cannot compute them
     */
    static void requireUsable(EncoderSettings settings) {
        requireVectors(settings);
        Precision.named(settings.precision(), Libtorch.device(settings.device()));
    }

    private static void requireVectors(EncoderSettings settings) {
        if (!VECTORS.contains(settings.pooling())) {
            throw new IllegalArgumentException(
                    "a classifier needs one vector an image: pool class-mean, class-concat or patch-mean, not "
                            + settings.pooling());
        }
    }

    @Override
    public Optional<FeatureChoice> choice() {
        return Optional.of(embedder.choice());
    }

    @Override
    public String identity() {
        return identity;
    }

    @Override
    public Framing framing() {
        return framing;
    }

    @Override
    public Tensor embed(Tensor pixels) {
        return embedder.embed(pixels);
    }

    @Override
    public void close() {
        embedder.close();
    }
}
