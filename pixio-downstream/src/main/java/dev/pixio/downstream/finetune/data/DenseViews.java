package dev.pixio.downstream.finetune.data;

import dev.pixio.data.loader.ViewReader;
import dev.pixio.downstream.data.DenseAugmentation;
import dev.pixio.downstream.data.DensePixels;
import dev.pixio.downstream.data.DenseSample;
import dev.pixio.downstream.data.DenseSource;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.torch.RandomStream;
import dev.pixio.torch.Tensors;
import java.io.IOException;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Images and true values of pixels in one view. Of photographs it has three planes of colours, and the bytes of the true values as floats in
 * the memory of four planes; otherwise it has floats: a plane for each channel, and one of the true values.
 *
 * @param samples to read
 * @param size of a view
 * @param augmentation of a sample
 * @param unknown the true value of pixels beyond the border of a sample
 * @param input of the images of the samples
 */
record DenseViews(DenseSource samples, ImageSize size, DenseAugmentation augmentation, float unknown, ImageInput input)
        implements ViewReader {

    private static final int COLOURS = 3;

    @Override
    public int planes() {
        return input.isRgb8() ? COLOURS + Float.BYTES : input.channels() + 1;
    }

    @Override
    public ScalarType dtype() {
        return input.isRgb8() ? ScalarType.Byte : ScalarType.Float;
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
        int channels = pixels.image().channels();
        out.narrow(0, 0, channels).copy_(pixels.image().tensor().squeeze(0));
        Tensor truth = Tensors.of(pixels.truth(), (long) height() * width());
        out.narrow(0, channels, out.size(0) - channels)
                .copy_((input.isRgb8() ? truth.view(ScalarType.Byte) : truth).view(-1, height(), width()));
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

    /** The images of views, {@code uint8 [n, 3, H, W]} or {@code float [n, C, H, W]}. */
    static Tensor images(Tensor views) {
        return views.narrow(1, 0, isBytes(views) ? COLOURS : views.size(1) - 1);
    }

    /** The true values of views, float {@code [n, H, W]}. */
    static Tensor truth(Tensor views) {
        if (!isBytes(views)) {
            return views.select(1, views.size(1) - 1);
        }
        long images = views.size(0);
        return views.narrow(1, COLOURS, Float.BYTES)
                .contiguous()
                .view(images, -1)
                .view(ScalarType.Float)
                .view(images, views.size(2), views.size(3));
    }

    private static boolean isBytes(Tensor views) {
        return views.scalar_type().intern() == ScalarType.Byte;
    }
}
