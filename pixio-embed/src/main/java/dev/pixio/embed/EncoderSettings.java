package dev.pixio.embed;

import dev.pixio.image.resize.Framing;
import dev.pixio.image.resize.Framing.Fit;
import dev.pixio.model.Encoder.FinalNorm;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.PatchGrid;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How images become features: which device computes them, what is taken from the encoder, and how images are resized.
 * {@link ImageEncoder} and the evaluations share it. What is not set depends on the model, which is known only when it is
 * loaded.
 *
 * @param device {@code auto} (the first GPU, otherwise the CPU), {@code cpu}, {@code cuda} or {@code cuda:1}
 * @param precision {@code auto} (bf16 where the hardware multiplies it), {@code fp32} or {@code bf16}
 * @param pooling how tokens become features
 * @param block after which block they are taken, from 1; without it, after the last
 * @param norm whether the encoder's final norm is applied
 * @param fit what is done with images of another aspect ratio
 * @param size of the images as the encoder sees them, which the patch has to divide; without it, the model's own
 * @param margin how much larger images are made before their middle is cut out; see {@link Framing}
 */
public record EncoderSettings(
        String device,
        String precision,
        Pooling pooling,
        OptionalInt block,
        FinalNorm norm,
        Fit fit,
        Optional<ImageSize> size,
        double margin) {

    private static final EncoderSettings DEFAULTS = new EncoderSettings(
            "auto", "auto", Pooling.CLASS_MEAN, OptionalInt.empty(), FinalNorm.DEFAULT, Fit.CROP, Optional.empty(), 1);

    /**
     * The features that are exported and evaluated unless others are named: the mean of the class tokens of the last block,
     * {@link FinalNorm#DEFAULT} the final norm, of the center crop of an image, on the fastest device and in its fastest
     * precision.
     */
    public static EncoderSettings defaults() {
        return DEFAULTS;
    }

    public EncoderSettings withDevice(String name) {
        return new EncoderSettings(name, precision, pooling, block, norm, fit, size, margin);
    }

    public EncoderSettings withPrecision(String name) {
        return new EncoderSettings(device, name, pooling, block, norm, fit, size, margin);
    }

    public EncoderSettings withPooling(Pooling wanted) {
        return new EncoderSettings(device, precision, wanted, block, norm, fit, size, margin);
    }

    /** Features after a block, counted from 1. */
    public EncoderSettings withBlock(int number) {
        return new EncoderSettings(device, precision, pooling, OptionalInt.of(number), norm, fit, size, margin);
    }

    public EncoderSettings withNorm(FinalNorm wanted) {
        return new EncoderSettings(device, precision, pooling, block, wanted, fit, size, margin);
    }

    /** Square images; positions are interpolated where it is not the size that the model was trained at. */
    public EncoderSettings withImageSize(int pixels) {
        return withImageSize(pixels, pixels);
    }

    /** Images of this size; positions are interpolated where it is not the size that the model was trained at. */
    public EncoderSettings withImageSize(int height, int width) {
        Optional<ImageSize> wanted = Optional.of(new ImageSize(height, width));
        return new EncoderSettings(device, precision, pooling, block, norm, fit, wanted, margin);
    }

    /** Whether images fill the frame or are kept whole. */
    public EncoderSettings withFit(Fit wanted) {
        return new EncoderSettings(device, precision, pooling, block, norm, wanted, size, margin);
    }

    /** Size, fit and margin at once. */
    public EncoderSettings withFraming(Framing framing) {
        Optional<ImageSize> wanted = Optional.of(new ImageSize(framing.height(), framing.width()));
        return new EncoderSettings(device, precision, pooling, block, norm, framing.fit(), wanted, framing.margin());
    }

    /** What is taken from an encoder of this shape. */
    public FeatureChoice choice(EncoderConfig encoder) {
        return new FeatureChoice(pooling, block.orElse(encoder.depth()), norm);
    }

    /**
     * How images are brought to a model's size.
     *
     * @throws IllegalArgumentException if its patch does not divide the size
     */
    public Framing framing(PatchGrid grid) {
        PatchGrid seen = size.map(
                        wanted -> new PatchGrid(wanted.height(), wanted.width(), grid.channels(), grid.patchSize()))
                .orElse(grid);
        return new Framing(fit, seen.height(), seen.width(), margin);
    }
}
