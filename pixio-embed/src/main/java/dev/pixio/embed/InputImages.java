package dev.pixio.embed;

import dev.pixio.augment.Augmentation;
import dev.pixio.image.ImageDecoder;
import dev.pixio.image.RgbImage;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.Raster;
import dev.pixio.image.raster.RasterDecoder;
import dev.pixio.image.resize.Framing;
import dev.pixio.torch.RandomStream;
import dev.pixio.torch.Tensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Makes batches of images at the input size of a model. Batches belong to the scope around the call.
 *
 * @param view how images are framed and resized
 * @param input which channels and which scale they have
 */
record InputImages(Augmentation view, ImageInput input) {

    static InputImages of(Framing framing, ImageInput input) {
        return new InputImages(Augmentation.framed(framing, input), input);
    }

    /**
     * Decoded images, which stay open: {@code uint8 [B, 3, H, W]}.
     *
     * @throws IllegalArgumentException if the model does not take 8-bit RGB images
     */
    Tensor batch(List<RgbImage> images) {
        if (!input.isRgb8()) {
            throw new IllegalArgumentException("the model takes images of " + input.channels() + " channels scaled by "
                    + input.scaling() + ", not 8-bit RGB: give files or a source");
        }
        Tensor batch = empty(images.size());
        for (int i = 0; i < images.size(); i++) {
            view.apply(images.get(i), RandomStream.of(0, "not random"), batch.select(0, i));
        }
        return batch;
    }

    /**
     * A scaled image of other channels or depth: float {@code [1, C, H, W]}.
     *
     * @throws IllegalArgumentException if the model takes 8-bit RGB images, or other channels
     */
    Tensor batch(Raster image) {
        if (input.isRgb8() || image.channels() != input.channels()) {
            throw new IllegalArgumentException("the model takes images of " + input.channels() + " channels scaled by "
                    + input.scaling() + ", not of " + image.channels() + " channels in floating-point numbers");
        }
        Tensor batch = empty(1);
        view.apply(image, RandomStream.of(0, "not random"), batch.select(0, 0));
        return batch;
    }

    /** The image of a file, {@code [1, C, H, W]}. */
    Tensor read(Path file) throws IOException {
        ImageDecoder decoder = ImageDecoder.withDefaults();
        Tensor batch = empty(1);
        if (input.isRgb8()) {
            try (RgbImage image = decoder.read(file)) {
                view.apply(image, RandomStream.of(0, "not random"), batch.select(0, 0));
            }
        } else {
            view.apply(
                    new RasterDecoder(decoder, input).read(file), RandomStream.of(0, "not random"), batch.select(0, 0));
        }
        return batch;
    }

    /** An image in the memory of Java, for {@link #prepared}. */
    PreparedImage prepare(byte[] file, ImageDecoder limits) throws IOException {
        try (PointerScope scope = new PointerScope()) {
            Tensor out = empty(1).select(0, 0);
            if (input.isRgb8()) {
                try (RgbImage image = limits.decode(file)) {
                    view.apply(image, RandomStream.of(0, "not random"), out);
                }
            } else {
                view.apply(new RasterDecoder(limits, input).decode(file), RandomStream.of(0, "not random"), out);
            }
            return PreparedImage.of(out);
        }
    }

    /** Prepared images, {@code [B, C, H, W]}. */
    Tensor prepared(List<PreparedImage> images) {
        Tensor batch = empty(images.size());
        for (int i = 0; i < images.size(); i++) {
            images.get(i).copyTo(batch.select(0, i));
        }
        return batch;
    }

    private Tensor empty(int images) {
        return Tensors.empty(
                input.isRgb8() ? ScalarType.Byte : ScalarType.Float,
                images,
                input.channels(),
                view.height(),
                view.width());
    }
}
