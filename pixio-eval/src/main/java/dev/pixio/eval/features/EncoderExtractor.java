package dev.pixio.eval.features;

import dev.pixio.augment.Normalize;
import dev.pixio.embed.BatchEmbedder;
import dev.pixio.embed.EncoderSettings;
import dev.pixio.embed.FeatureChoice;
import dev.pixio.embed.Pooling;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.resize.Framing;
import dev.pixio.model.Encoder;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.precision.AutoPrecision;
import dev.pixio.precision.Workload;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.Precision;
import dev.pixio.torch.Tensors;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;

/**
 * Computes the features of an encoder. It moves the encoder to the device of the settings and does not change it
 * otherwise; the caller closes the encoder, after this.
 */
public final class EncoderExtractor implements FeatureExtractor {

    private static final Set<Pooling> VECTORS =
            EnumSet.of(Pooling.CLASS_MEAN, Pooling.CLASS_CONCAT, Pooling.PATCH_MEAN);

    private final BatchEmbedder embedder;
    private final Framing framing;
    private final ImageInput input;
    private final PatchGrid grid;
    private final String identity;

    /**
     * @param weights identifies the encoder's weights: equal text means equal weights
     * @param grid the encoder's patch grid
     * @throws IllegalArgumentException if the settings do not give one vector per image, or do not fit the encoder
     */
    public EncoderExtractor(String weights, Encoder encoder, PatchGrid grid, EncoderSettings settings) {
        this(weights, encoder, grid, settings, ImageInput.RGB);
    }

    /**
     * @param weights identifies the encoder's weights: equal text means equal weights
     * @param grid the encoder's patch grid
     * @param input which channels and which scale images have
     * @throws IllegalArgumentException if the settings do not give one vector per image, or do not fit the encoder
     */
    public EncoderExtractor(
            String weights, Encoder encoder, PatchGrid grid, EncoderSettings settings, ImageInput input) {
        requireVectors(settings);
        this.input = input;
        FeatureChoice choice = settings.choice(encoder.config());
        Device device = Libtorch.device(settings.device());
        this.framing = settings.framing(grid);
        this.grid = new PatchGrid(framing.height(), framing.width(), grid.channels(), grid.patchSize());
        Precision precision = AutoPrecision.resolve(
                settings.precision(), device, Workload.features(encoder.config(), this.grid.patches()));
        Tensors.move(encoder, device);
        this.embedder = new BatchEmbedder(encoder, precision, choice, Normalize.of(input));
        // Includes the device, because kernels round differently.
        this.identity = String.join(
                "; ",
                weights,
                choice.toString(),
                framing.toString(),
                precision.toString(),
                (encoder.device().is_cuda() ? "cuda" : "cpu")
                        + (input.equals(ImageInput.RGB) ? "" : "; " + input.toText()));
    }

    /**
     * Checks settings before an encoder is loaded, so that an evaluation of several encoders fails before the first.
     *
     * @throws IllegalArgumentException if a classifier cannot use such features, or this machine cannot compute them
     */
    static void requireUsable(EncoderSettings settings) {
        requireVectors(settings);
        Precision.named(settings.precision());
        Libtorch.device(settings.device());
    }

    private static void requireVectors(EncoderSettings settings) {
        if (!VECTORS.contains(settings.pooling())) {
            throw new IllegalArgumentException(
                    "a classifier needs one vector per image: the pooling must be class-mean, class-concat or patch-mean, not "
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
    public ImageInput input() {
        return input;
    }

    @Override
    public Framing framing() {
        return framing;
    }

    @Override
    public Tensor embed(Tensor images) {
        return embedder.embed(images);
    }

    @Override
    public PatchGrid grid() {
        return grid;
    }

    @Override
    public ImageTokens tokens(Tensor images) {
        List<Tensor> features = embedder.embed(images, List.of(embedder.choice().pooling(), Pooling.PATCHES));
        return new ImageTokens(features.get(0), features.get(1));
    }

    @Override
    public void close() {
        embedder.close();
    }
}
