package dev.pixio.augment;

import dev.pixio.image.CenterCrop;
import dev.pixio.image.CropBox;
import dev.pixio.image.RgbImage;
import dev.pixio.torch.RandomStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** The shorter side resized, then the middle: torchvision's {@code Resize} and {@code CenterCrop}. */
record CenterView(int shortSide, CenterCrop crop) implements Augmentation {

    /** Of a picture that is longer than so many short sides, the ends are left out before resizing. */
    private static final int MAX_ASPECT = 8;

    CenterView {
        if (shortSide < Math.max(crop.height(), crop.width())) {
            throw new IllegalArgumentException("a crop of " + crop.width() + " x " + crop.height()
                    + " pixels does not fit pictures whose shorter side is " + shortSide
                    + ": resize to at least the crop");
        }
    }

    @Override
    public int height() {
        return crop.height();
    }

    @Override
    public int width() {
        return crop.width();
    }

    @Override
    public void apply(RgbImage image, RandomStream random, Tensor out) {
        // The ends would be resized to be thrown away: for one row of a million pixels that takes gigabytes.
        int longest = MAX_ASPECT * Math.min(image.width(), image.height());
        CropBox used = new CenterCrop(longest, longest).choose(image.width(), image.height());
        Resize resize = resize(used);
        try (PointerScope scope = new PointerScope()) {
            CropBox middle = crop.choose(resize.width(), resize.height());
            Pixels.write(resize.resized(image, used), middle, out);
        }
    }

    /** Keeps the aspect ratio; the longer side is rounded down, as in torchvision. */
    private Resize resize(CropBox used) {
        int shorter = Math.min(used.width(), used.height());
        int height = (int) ((long) shortSide * used.height() / shorter);
        int width = (int) ((long) shortSide * used.width() / shorter);
        return new Resize(height, width);
    }
}
