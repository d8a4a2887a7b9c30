package dev.pixio.downstream.data;

import dev.pixio.image.RgbImage;
import dev.pixio.image.raster.Raster;
import dev.pixio.image.raster.RasterPicture;
import dev.pixio.image.resize.CropBox;
import dev.pixio.image.resize.FramedRaster;
import dev.pixio.torch.Tensors;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * The samples of an image of any number of channels.
 *
 * @param raster scaled for the model
 */
public record RasterPlanes(Raster raster) implements ImagePlanes {

    @Override
    public int height() {
        return raster.height();
    }

    @Override
    public int width() {
        return raster.width();
    }

    @Override
    public int channels() {
        return raster.channels();
    }

    @Override
    public Tensor tensor() {
        int area = height() * width();
        float[] samples = new float[channels() * area];
        for (int channel = 0; channel < channels(); channel++) {
            System.arraycopy(raster.planes()[channel], 0, samples, channel * area, area);
        }
        return Tensors.of(samples, 1, channels(), height(), width());
    }

    @Override
    public RasterPlanes crop(int top, int left, int rows, int columns) {
        float[][] parts = new float[channels()][rows * columns];
        int copied = Math.min(columns, width() - left);
        for (int channel = 0; channel < parts.length; channel++) {
            for (int row = 0; row < Math.min(rows, height() - top); row++) {
                System.arraycopy(
                        raster.planes()[channel], (top + row) * width() + left, parts[channel], row * columns, copied);
            }
        }
        return with(parts, rows, columns);
    }

    @Override
    public RasterPlanes flipped() {
        float[][] mirrored = new float[channels()][height() * width()];
        for (int channel = 0; channel < mirrored.length; channel++) {
            float[] plane = raster.planes()[channel];
            for (int row = 0; row < plane.length; row += width()) {
                for (int column = 0; column < width(); column++) {
                    mirrored[channel][row + column] = plane[row + width() - 1 - column];
                }
            }
        }
        return with(mirrored, height(), width());
    }

    @Override
    public RasterPlanes resized(int newHeight, int newWidth) {
        return resized(CropBox.whole(width(), height()), newHeight, newWidth);
    }

    /** A part in another size, antialiased and bicubic. */
    RasterPlanes resized(CropBox part, int newHeight, int newWidth) {
        float[] samples = FramedRaster.resized(raster, part, newHeight, newWidth);
        int area = newHeight * newWidth;
        float[][] planes = new float[channels()][];
        for (int channel = 0; channel < planes.length; channel++) {
            planes[channel] = Arrays.copyOfRange(samples, channel * area, (channel + 1) * area);
        }
        return with(planes, newHeight, newWidth);
    }

    private RasterPlanes with(float[][] planes, int newHeight, int newWidth) {
        return new RasterPlanes(new Raster(newWidth, newHeight, raster.colors(), raster.range(), planes));
    }

    @Override
    public RgbPlanes shown(List<Integer> view) {
        try (RgbImage picture = RasterPicture.of(raster, view).image()) {
            return RgbPlanes.of(picture);
        }
    }
}
