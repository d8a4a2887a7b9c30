package dev.pixio.bench.study.result;

import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import java.util.Locale;

/**
 * What an untrained encoder depends on, besides the seed.
 *
 * @param images size of images and patches, on which baselines without an encoder depend
 * @param encoder everything else
 */
public record EncoderShape(String images, String encoder) {

    /** The shape of a model. The decoder and the mask are no part of it. */
    public static EncoderShape of(PixioConfig model) {
        PatchGrid grid = model.grid();
        EncoderConfig encoder = model.encoder();
        return new EncoderShape(
                grid.height() + " x " + grid.width() + " pixels in patches of " + grid.patchSize(),
                encoder.width() + "x" + encoder.depth() + "x" + encoder.heads() + ", MLP ratio " + encoder.mlpRatio()
                        + ", class tokens " + encoder.classTokens() + ", positions "
                        + model.positions().toString().toLowerCase(Locale.ROOT) + ", tokens "
                        + model.tokens().toString().toLowerCase(Locale.ROOT));
    }
}
