package dev.pixio.augment;

import dev.pixio.image.Reduction;
import dev.pixio.image.RgbImage;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.Raster;
import dev.pixio.image.resize.CropBox;
import dev.pixio.image.resize.FramedRaster;
import dev.pixio.torch.RandomStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.pytorch.Tensor;

/** Random crop, resize, random horizontal flip. */
record RandomView(RandomResizedCrop crops, Resize resize, HorizontalFlip flip, ImageInput input)
        implements Augmentation {

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
        try (PointerScope scope = new PointerScope()) {
            Mat view = resize.resized(image, choose(image.reduction(), random));
            if (flip.choose(random)) {
                PixelTransfer.flip(view);
            }
            PixelTransfer.write(view, CropBox.whole(width(), height()), out);
        }
    }

    @Override
    public void apply(Raster image, RandomStream random, Tensor out) {
        CropBox box = crop(image.width(), image.height(), random);
        float[] view = FramedRaster.resized(image, box, height(), width());
        if (flip.choose(random)) {
            SampleTransfer.flip(view, width());
        }
        SampleTransfer.write(view, out);
    }

    @Override
    public boolean accepts(Reduction reduction, RandomStream random) {
        return resize.accepts(reduction, choose(reduction, random));
    }

    @Override
    public CropBox crop(int imageWidth, int imageHeight, RandomStream random) {
        return crops.choose(imageWidth, imageHeight, random);
    }

    /** Chosen in pixels of the full-size image, so that it does not depend on the reduction. */
    private CropBox choose(Reduction image, RandomStream random) {
        return crop(image.width(), image.height(), random);
    }
}
