package dev.pixio.embed;

import dev.pixio.image.resize.Framing;
import dev.pixio.image.resize.Framing.Fit;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.model.Encoder.FinalNorm;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.weights.config.WeightHints;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How features are computed: device and precision, pooling, block and norm, and how images are resized. {@link
 * ImageEncoder} and the evaluations share it. Empty settings are taken from the model when it is loaded.
 *
 * @param device {@code auto} (the first GPU, otherwise the CPU), {@code cpu}, {@code cuda} or {@code cuda:1}
 * @param precision {@code auto} (bf16 where the hardware supports it), {@code fp32} or {@code bf16}
 * @param pooling how tokens become features
 * @param block the block whose output is used, from 1; empty for the last
 * @param norm whether the encoder's final norm is applied
 * @param fit whether images of another aspect ratio are cropped or letterboxed
 * @param size the encoder's input size, a multiple of the patch size; empty for the model's own
 * @param heads attention heads of the encoder, for weights that do not state their number; an error if they state another
 * @param margin factor by which images are resized beyond the input size before the centre crop; see {@link Framing}
 */
public record EncoderSettings(
        String device,
        String precision,
        Pooling pooling,
        OptionalInt block,
        FinalNorm norm,
        Fit fit,
        Optional<ImageSize> size,
        OptionalInt heads,
        double margin) {

    private static final EncoderSettings DEFAULTS = new EncoderSettings(
            "auto",
            "auto",
            Pooling.CLASS_MEAN,
            OptionalInt.empty(),
            FinalNorm.DEFAULT,
            Fit.CROP,
            Optional.empty(),
            OptionalInt.empty(),
            1);

    /**
     * The default of exports and evaluations: the mean of the class tokens of the last block, {@link FinalNorm#DEFAULT}
     * for the final norm, of the centre crop of an image, on the first GPU or else the CPU, in the device's fastest
     * precision.
     */
    public static EncoderSettings defaults() {
        return DEFAULTS;
    }

    public EncoderSettings withDevice(String name) {
        return new EncoderSettings(name, precision, pooling, block, norm, fit, size, heads, margin);
    }

    public EncoderSettings withPrecision(String name) {
        return new EncoderSettings(device, name, pooling, block, norm, fit, size, heads, margin);
    }

    public EncoderSettings withPooling(Pooling wanted) {
        return new EncoderSettings(device, precision, wanted, block, norm, fit, size, heads, margin);
    }

    /** Features of the output of a block, counted from 1. */
    public EncoderSettings withBlock(int number) {
        return new EncoderSettings(device, precision, pooling, OptionalInt.of(number), norm, fit, size, heads, margin);
    }

    public EncoderSettings withNorm(FinalNorm wanted) {
        return new EncoderSettings(device, precision, pooling, block, wanted, fit, size, heads, margin);
    }

    /** Square images. Positions are interpolated if the model was trained at another size. */
    public EncoderSettings withImageSize(int pixels) {
        return withImageSize(pixels, pixels);
    }

    /** Images of this size. Positions are interpolated if the model was trained at another size. */
    public EncoderSettings withImageSize(int height, int width) {
        Optional<ImageSize> wanted = Optional.of(new ImageSize(height, width));
        return new EncoderSettings(device, precision, pooling, block, norm, fit, wanted, heads, margin);
    }

    /** Whether images are cropped or letterboxed. */
    public EncoderSettings withFit(Fit wanted) {
        return new EncoderSettings(device, precision, pooling, block, norm, wanted, size, heads, margin);
    }

    /** The number of attention heads, for weights that do not state it. */
    public EncoderSettings withHeads(int number) {
        return new EncoderSettings(device, precision, pooling, block, norm, fit, size, OptionalInt.of(number), margin);
    }

    /** What the settings say about a file of weights. */
    public WeightHints hints() {
        return heads.isPresent() ? WeightHints.NONE.withHeads(heads.getAsInt()) : WeightHints.NONE;
    }

    /** Size, fit and margin together. */
    public EncoderSettings withFraming(Framing framing) {
        Optional<ImageSize> wanted = Optional.of(new ImageSize(framing.height(), framing.width()));
        return new EncoderSettings(
                device, precision, pooling, block, norm, framing.fit(), wanted, heads, framing.margin());
    }

    /** Pooling, block and norm for an encoder of this shape. */
    public FeatureChoice choice(EncoderConfig encoder) {
        return new FeatureChoice(pooling, block.orElse(encoder.depth()), norm);
    }

    /**
     * How images are resized to a model's input size.
     *
     * @throws IllegalArgumentException if the size is not a multiple of the patch size
     */
    public Framing framing(PatchGrid grid) {
        PatchGrid input = size.map(
                        wanted -> new PatchGrid(wanted.height(), wanted.width(), grid.channels(), grid.patchSize()))
                .orElse(grid);
        return new Framing(fit, input.height(), input.width(), margin);
    }
}
