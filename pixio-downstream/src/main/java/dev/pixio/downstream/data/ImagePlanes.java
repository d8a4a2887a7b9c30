package dev.pixio.downstream.data;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** The pixels of an image in the memory of Java, one channel after the other: bytes of photographs, otherwise shares of 1. */
public sealed interface ImagePlanes permits RgbPlanes, RasterPlanes {

    /** Height in pixels. */
    int height();

    /** Width in pixels. */
    int width();

    /** Number of channels. */
    int channels();

    /**
     * The pixels as a batch of one image.
     *
     * @return {@code uint8 [1, 3, height, width]} of photographs, otherwise {@code float [1, channels, height, width]}, on the CPU, in
     *     the caller's scope
     */
    Tensor tensor();

    /** A part, which may reach over the right and lower border; what is beyond the image is black, 0 in all channels. */
    ImagePlanes crop(int top, int left, int rows, int columns);

    /** Mirrored: the left column becomes the right one. */
    ImagePlanes flipped();

    /** In another size, antialiased and bicubic. */
    ImagePlanes resized(int newHeight, int newWidth);

    /**
     * A picture of the image. Photographs are themselves. Of others the contrast of each channel is stretched, as in pictures of
     * reconstructions.
     *
     * @param view the channels that are shown as red, green and blue, counted from 1
     */
    RgbPlanes shown(List<Integer> view);
}
