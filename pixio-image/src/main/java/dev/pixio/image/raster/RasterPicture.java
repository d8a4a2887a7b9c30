package dev.pixio.image.raster;

import dev.pixio.image.RgbImage;
import java.util.Arrays;
import java.util.List;

/**
 * Three channels of an image as red, green and blue of 8 bits. Each is stretched to its {@link Contrast}.
 * Immutable.
 */
public final class RasterPicture {

    private final Raster image;
    private final int[] channels; // from 0
    private final List<Contrast> contrasts; // of the channels

    private RasterPicture(Raster image, int... channels) {
        this.image = image;
        this.channels = channels;
        this.contrasts = Arrays.stream(channels)
                .mapToObj(channel -> Contrast.of(image.planes()[channel]))
                .toList();
    }

    /**
     * A picture of an image, which is not copied.
     *
     * @param view three of its channels, counted from 1, as {@link ImageInput#view}
     */
    public static RasterPicture of(Raster image, List<Integer> view) {
        return new RasterPicture(
                image, view.stream().mapToInt(number -> number - 1).toArray());
    }

    /**
     * One row.
     *
     * @param y from 0
     * @param into receives red, green and blue of each pixel
     */
    public void copyRow(int y, byte[] into) {
        for (int i = 0; i < channels.length; i++) {
            float[] plane = image.planes()[channels[i]];
            Contrast contrast = contrasts.get(i);
            for (int x = 0, at = y * image.width(); x < image.width(); x++, at++) {
                into[channels.length * x + i] = contrast.level(plane[at]);
            }
        }
    }

    /** The whole picture. The caller closes it. */
    public RgbImage image() {
        RgbImage picture = RgbImage.of(image.width(), image.height());
        byte[] row = new byte[channels.length * image.width()];
        for (int y = 0; y < image.height(); y++) {
            copyRow(y, row);
            picture.data().getPointer(y * picture.rowBytes()).put(row);
        }
        return picture;
    }
}
