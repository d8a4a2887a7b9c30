package dev.pixio.augment;

import dev.pixio.data.RgbImage;
import dev.pixio.torch.RandomStream;
import org.bytedeco.pytorch.Tensor;

/** Random crop, resize, random flip. */
record RandomView(RandomResizedCrop crop, Resize resize, HorizontalFlip flip) implements Augmentation {

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
        resize.apply(image, crop.choose(image.width(), image.height(), random), out);
        if (flip.choose(random)) {
            HorizontalFlip.apply(out);
        }
    }
}
