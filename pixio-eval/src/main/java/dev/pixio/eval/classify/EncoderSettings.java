package dev.pixio.eval.classify;

import dev.pixio.embed.FeatureChoice;
import dev.pixio.embed.Pooling;
import dev.pixio.image.Framing;
import dev.pixio.model.Encoder.FinalNorm;
import dev.pixio.model.EncoderConfig;
import dev.pixio.model.PatchGrid;
import dev.pixio.torch.Precision;
import java.util.EnumSet;
import java.util.OptionalInt;
import java.util.Set;
import org.bytedeco.pytorch.Device;

/**
 * What is asked of every encoder of a comparison.
 *
 * @param pooling how tokens become features; one vector a picture
 * @param block after which block, or none for the encoder's last
 * @param norm whether the final norm is applied
 * @param imageSize side of the pictures in pixels, or none for the encoder's own
 * @param device on which it computes
 * @param precision of its products
 */
public record EncoderSettings(
        Pooling pooling, OptionalInt block, FinalNorm norm, OptionalInt imageSize, Device device, Precision precision) {

    private static final Set<Pooling> VECTORS =
            EnumSet.of(Pooling.CLASS_MEAN, Pooling.CLASS_CONCAT, Pooling.PATCH_MEAN);

    public EncoderSettings {
        if (!VECTORS.contains(pooling)) {
            throw new IllegalArgumentException(
                    "a classifier needs one vector a picture: pool class-mean, class-concat or patch-mean, not "
                            + pooling);
        }
        if (imageSize.isPresent() && imageSize.getAsInt() < 1) {
            throw new IllegalArgumentException("the image size must be at least 1, not " + imageSize.getAsInt());
        }
    }

    /** The authors' k-NN: the mean of the last block's class tokens, <em>before</em> the final norm. */
    public static EncoderSettings official(Device device, Precision precision) {
        return new EncoderSettings(
                Pooling.CLASS_MEAN, OptionalInt.empty(), FinalNorm.BEFORE, OptionalInt.empty(), device, precision);
    }

    /** What is taken from an encoder. */
    FeatureChoice choice(EncoderConfig encoder) {
        return new FeatureChoice(pooling, block.orElse(encoder.depth()), norm);
    }

    /**
     * How pictures are brought to an encoder's size.
     *
     * @throws IllegalArgumentException if its patch does not divide the size that is asked for
     */
    Framing framing(PatchGrid grid) {
        if (imageSize.isEmpty()) {
            return Framing.crop(grid.height(), grid.width());
        }
        int side = imageSize.getAsInt();
        PatchGrid asked = new PatchGrid(side, side, grid.channels(), grid.patchSize());
        return Framing.crop(asked.height(), asked.width());
    }
}
