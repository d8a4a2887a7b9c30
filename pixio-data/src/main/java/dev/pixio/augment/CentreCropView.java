package dev.pixio.augment;

import dev.pixio.image.RgbImage;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.Raster;
import dev.pixio.image.resize.CropBox;
import dev.pixio.image.resize.FramedRaster;
import dev.pixio.torch.RandomStream;
import org.bytedeco.pytorch.Tensor;

/** The largest centre crop of the aspect ratio of the view, resized, without randomness. */
record CentreCropView(Resize resize, ImageInput input) implements Augmentation {

    @Override
    public int height() {
        return resize.height();
    }

    @Override
    public int width() {
        return resize.width();
    }

    @Override
    public void apply(RgbImage image, RandomStream random, Tensor out) {
        resize.apply(image, box(image.width(), image.height()), out);
    }

    @Override
    public void apply(Raster image, RandomStream random, Tensor out) {
        CropBox box = box(image.width(), image.height());
        SampleTransfer.write(FramedRaster.resized(image, box, height(), width()), out);
    }

    /** The largest centred box with the aspect ratio of the view, at least one pixel wide and high. */
    CropBox box(int imageWidth, int imageHeight) {
        double scale = Math.min((double) imageWidth / width(), (double) imageHeight / height());
        int boxWidth = Math.max(1, (int) Math.round(width() * scale));
        int boxHeight = Math.max(1, (int) Math.round(height() * scale));
        return new CropBox((imageHeight - boxHeight) / 2, (imageWidth - boxWidth) / 2, boxHeight, boxWidth);
    }
}
