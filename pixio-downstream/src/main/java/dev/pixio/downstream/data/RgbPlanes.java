package dev.pixio.downstream.data;

import dev.pixio.image.RgbImage;
import dev.pixio.torch.Tensors;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InterpolateFuncOptions;
import org.bytedeco.pytorch.LongVector;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.kBicubic;

/**
 * The colours of a photograph.
 *
 * @param colours red, green and blue one after the other, {@code uint8 [3, height, width]}
 */
@SuppressWarnings("ArrayRecordComponent") // millions of numbers, which are not changed
public record RgbPlanes(byte[] colours, int height, int width) implements ImagePlanes {

    private static final int CHANNELS = 3;

    public RgbPlanes {
        if (colours.length != CHANNELS * height * width) {
            throw new IllegalArgumentException(
                    colours.length + " colours for " + width + " x " + height + " pixels of " + CHANNELS + " channels");
        }
    }

    /** Copies all pixels of an image. */
    public static RgbPlanes of(RgbImage image) {
        int height = image.height();
        int width = image.width();
        byte[] colours = new byte[CHANNELS * height * width];
        byte[] row = new byte[CHANNELS * width];
        for (int y = 0; y < height; y++) {
            image.copyRow(y, 0, row);
            for (int x = 0; x < width; x++) {
                for (int channel = 0; channel < CHANNELS; channel++) {
                    colours[channel * height * width + y * width + x] = row[CHANNELS * x + channel];
                }
            }
        }
        return new RgbPlanes(colours, height, width);
    }

    /** The colour of a pixel, {@code 0xRRGGBB}. */
    public int colour(int pixel) {
        int area = height * width;
        return (colours[pixel] & 0xFF) << 16 | (colours[area + pixel] & 0xFF) << 8 | (colours[2 * area + pixel] & 0xFF);
    }

    @Override
    public int channels() {
        return CHANNELS;
    }

    @Override
    public Tensor tensor() {
        return Tensors.of(colours, 1, CHANNELS, height, width);
    }

    @Override
    public RgbPlanes crop(int top, int left, int rows, int columns) {
        byte[] part = new byte[CHANNELS * rows * columns];
        int copied = Math.min(columns, width - left);
        for (int channel = 0; channel < CHANNELS; channel++) {
            for (int row = 0; row < Math.min(rows, height - top); row++) {
                System.arraycopy(
                        colours,
                        (channel * height + top + row) * width + left,
                        part,
                        (channel * rows + row) * columns,
                        copied);
            }
        }
        return new RgbPlanes(part, rows, columns);
    }

    @Override
    public RgbPlanes flipped() {
        byte[] mirrored = new byte[colours.length];
        for (int line = 0; line < CHANNELS * height; line++) {
            for (int column = 0; column < width; column++) {
                mirrored[line * width + column] = colours[line * width + width - 1 - column];
            }
        }
        return new RgbPlanes(mirrored, height, width);
    }

    @Override
    public RgbPlanes resized(int newHeight, int newWidth) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            InterpolateFuncOptions options = new InterpolateFuncOptions();
            options.size().put(new LongVector(new long[] {newHeight, newWidth}));
            options.mode().put(new kBicubic());
            options.align_corners().put(false);
            options.antialias().put(true);
            Tensor resized = torch.interpolate(tensor(), options);
            return new RgbPlanes(Tensors.toBytes(resized.contiguous()), newHeight, newWidth);
        }
    }

    @Override
    public RgbPlanes shown(List<Integer> view) {
        return this;
    }
}
