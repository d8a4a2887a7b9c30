package dev.pixio.embed;

import dev.pixio.model.Pixio;
import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;

/** Models small enough for tests, with random weights. */
public final class TinyEncoder {

    /** 32 x 32 pixels in patches of 8, 3 blocks of width 32, 2 class tokens. */
    public static final PixioConfig CONFIG = new PixioConfig(
            new PatchGrid(32, 32, 3, 8),
            new EncoderConfig(32, 3, 2, 4, 2, 0),
            new DecoderConfig(16, 1, 1, 4),
            new MaskConfig(0.5, 1),
            Positions.LEARNED,
            PositionResize.ANTIALIASED,
            PixioConfig.TokenStart.EQUAL);

    private TinyEncoder() {}

    public static Pixio model() {
        return new Pixio(CONFIG, 7);
    }
}
