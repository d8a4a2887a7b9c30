package dev.pixio.embed.view;

import dev.pixio.image.raster.Contrast;
import dev.pixio.torch.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Shows three channels of images as red, green and blue, each stretched to the {@link Contrast} that it has in its image. */
public final class ShownChannels {

    /** Of a channel without contrast, so that it is not divided by zero. */
    private static final float LEAST_WIDTH = 1e-6f;

    private static final int SHOWN = 3;
    private static final double LEVELS = 255;

    private final Tensor channels; // [3]
    private final Tensor low; // [B, 3, 1, 1]
    private final Tensor width; // [B, 3, 1, 1]

    /**
     * The contrast of images.
     *
     * @param images float {@code [B, C, H, W]} on the CPU, whose contrast is that of all pictures
     * @param view three of the channels, counted from 1
     */
    public ShownChannels(Tensor images, List<Integer> view) {
        this.channels =
                Tensors.of(view.stream().mapToLong(number -> number - 1L).toArray(), SHOWN);
        int count = Math.toIntExact(images.size(0));
        float[] lows = new float[SHOWN * count];
        float[] widths = new float[SHOWN * count];
        Tensor chosen = images.index_select(1, channels); // [B, 3, H, W]
        for (int i = 0; i < lows.length; i++) {
            Contrast contrast =
                    Contrast.of(Tensors.toFloats(chosen.select(0, i / SHOWN).select(0, i % SHOWN)));
            lows[i] = contrast.low();
            widths[i] = Math.max(LEAST_WIDTH, contrast.width());
        }
        this.low = Tensors.of(lows, count, SHOWN, 1, 1);
        this.width = Tensors.of(widths, count, SHOWN, 1, 1);
    }

    /**
     * Pictures.
     *
     * @param shares float {@code [B, C, H, W]}
     * @return uint8 {@code [B, 3, H, W]} on the CPU, in the caller's scope
     */
    public Tensor of(Tensor shares) {
        return shares.cpu()
                .index_select(1, channels)
                .sub(low)
                .div(width)
                .mul(new Scalar(LEVELS))
                .round()
                .clamp(new ScalarOptional(new Scalar(0.0)), new ScalarOptional(new Scalar(LEVELS)))
                .to(ScalarType.Byte);
    }
}
