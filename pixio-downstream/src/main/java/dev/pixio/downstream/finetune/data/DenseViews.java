package dev.pixio.downstream.finetune.data;

import dev.pixio.data.loader.ViewReader;
import dev.pixio.downstream.data.DenseAugmentation;
import dev.pixio.downstream.data.DensePixels;
import dev.pixio.downstream.data.DenseSample;
import dev.pixio.downstream.data.DenseSource;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.torch.RandomStream;
import dev.pixio.torch.Tensors;
import java.io.IOException;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Images and true values of pixels in one view: three planes of colours, and the bytes of the true values as floats in the memory of four
 * planes.
 *
 * @param samples to read
 * @param size of a view
 * @param augmentation of a sample
 * @param unknown the true value of pixels beyond the border of a sample
 */
record DenseViews(DenseSource samples, ImageSize size, DenseAugmentation augmentation, float unknown)
        implements ViewReader {

    private static final int COLOURS = 3;

    @Override
    public int planes() {
        return COLOURS + Float.BYTES;
    }

    @Override
    public int height() {
        return size.height();
    }

    @Override
    public int width() {
        return size.width();
    }

    @Override
    public void read(long sample, Supplier<RandomStream> choices, Tensor out) throws ImageReadException {
        DensePixels pixels;
        try (DenseSample read = sample(samples, sample)) {
            pixels = augmentation.apply(read, size, unknown, choices.get());
        }
        out.narrow(0, 0, COLOURS).copy_(Tensors.of(pixels.colours(), COLOURS, height(), width()));
        out.narrow(0, COLOURS, Float.BYTES)
                .copy_(Tensors.of(pixels.truth(), (long) height() * width())
                        .view(ScalarType.Byte)
                        .view(Float.BYTES, height(), width()));
    }

    static DenseSample sample(DenseSource samples, long index) throws ImageReadException {
        int number = Math.toIntExact(index);
        try {
            return samples.read(number);
        } catch (IOException e) {
            throw new ImageReadException(reason(samples.name(number), e), e);
        }
    }

    /** Why a sample cannot be read, without its name before it. */
    static String reason(String name, IOException failure) {
        String message = String.valueOf(failure.getMessage());
        return message.startsWith(name + ": ") ? message.substring(name.length() + 2) : message;
    }

    /** The colours of views, {@code uint8 [n, 3, H, W]}. */
    static Tensor colours(Tensor views) {
        return views.narrow(1, 0, COLOURS);
    }

    /** The true values of views, float {@code [n, H, W]}. */
    static Tensor truth(Tensor views) {
        long images = views.size(0);
        return views.narrow(1, COLOURS, Float.BYTES)
                .contiguous()
                .view(images, -1)
                .view(ScalarType.Float)
                .view(images, views.size(2), views.size(3));
    }
}
