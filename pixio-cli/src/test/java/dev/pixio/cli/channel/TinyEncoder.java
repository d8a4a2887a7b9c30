package dev.pixio.cli.channel;

import dev.pixio.image.raster.ImageInput;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.weights.ModelFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Untrained weights of an encoder for 16 x 16 pixels, which state the images that they take. */
final class TinyEncoder {

    private TinyEncoder() {}

    /** Writes a file in the layout of Pixio. */
    static void save(Path file, ImageInput input) throws IOException {
        PixioConfig shape = new PixioConfig(
                new PatchGrid(16, 16, input.channels(), 8),
                new EncoderConfig(32, 2, 2, 4, 2, 0),
                new DecoderConfig(16, 1, 1, 2),
                new MaskConfig(0.5, 1),
                Positions.SINCOS,
                PositionResize.ANTIALIASED,
                PixioConfig.TokenStart.EQUAL);
        ModelFile.save(file, new Pixio(shape, 3), Map.of(ModelFile.INPUT, input.toText()));
    }
}
