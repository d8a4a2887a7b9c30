package dev.pixio.downstream.finetune.augment;

import dev.pixio.data.loader.ViewReader;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.torch.RandomStream;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/**
 * Views of images that RandAugment changes.
 *
 * @param views cropped and flipped, {@code uint8 [3, H, W]}
 * @param augment changes them
 */
public record RandAugmentViews(ViewReader views, RandAugment augment) implements ViewReader {

    @Override
    public int height() {
        return views.height();
    }

    @Override
    public int width() {
        return views.width();
    }

    @Override
    public void read(long sample, Supplier<RandomStream> choices, Tensor out) throws ImageReadException {
        views.read(sample, choices, out);
        augment.apply(out, RandomStream.of(choices.get().nextLong(), "randaugment"));
    }
}
