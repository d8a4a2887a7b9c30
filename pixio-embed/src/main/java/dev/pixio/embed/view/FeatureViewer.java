package dev.pixio.embed.view;

import dev.pixio.augment.Normalize;
import dev.pixio.embed.EncoderSettings;
import dev.pixio.embed.FeatureChoice;
import dev.pixio.image.NonFiniteFeaturesException;
import dev.pixio.image.RgbImage;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.Raster;
import dev.pixio.model.Encoder;
import dev.pixio.model.Encoder.FinalNorm;
import dev.pixio.model.Features;
import dev.pixio.model.pass.FeaturePass;
import dev.pixio.torch.Precision;
import dev.pixio.torch.Tensors;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * Computes what is to be seen of an encoder's features:
 *
 * <pre>{@code
 * try (FeatureViewer viewer = new FeatureViewer(encoder, Precision.FP32, FeatureChoice.defaults(encoder.config()))) {
 *   ViewedImage cat = viewer.view("cat", image, ViewSize.shorterSide(448));
 *   PatchColours colours = PatchColours.of(List.of(cat));
 * }
 * }</pre>
 *
 * <p>Not thread-safe. Create it outside of any pointer scope that closes before it, and close it. Results are in the Java heap.
 */
public final class FeatureViewer implements AutoCloseable {

    private final Encoder encoder;
    private final FeatureChoice choice;
    private final FeaturePass pass;
    private final ImageInput input;

    /** A viewer of photographs; see {@link #FeatureViewer(Encoder, Precision, FeatureChoice, ImageInput)}. */
    public FeatureViewer(Encoder encoder, Precision precision, FeatureChoice choice) {
        this(encoder, precision, choice, ImageInput.RGB);
    }

    /**
     * A viewer.
     *
     * @param encoder stays on its device while this is open; the caller closes it
     * @param precision of matrix products; weights of attention are computed in float
     * @param choice block and norm of the patch tokens, and the block of the attention; its pooling has no effect
     * @param input which channels and which scale images have, and which of them pictures show
     * @throws IllegalArgumentException if the encoder has no such block
     */
    public FeatureViewer(Encoder encoder, Precision precision, FeatureChoice choice, ImageInput input) {
        encoder.requireBlock(choice.block());
        this.encoder = encoder;
        this.choice = choice;
        this.input = input;
        this.pass = new FeaturePass(encoder, precision);
    }

    /** A viewer of the features of the last block, with {@link EncoderSettings#defaults}, in float. */
    public FeatureViewer(Encoder encoder) {
        this(encoder, Precision.FP32, FeatureChoice.defaults(encoder.config()));
    }

    /**
     * Resizes and encodes an image.
     *
     * @param name of the image, for messages
     * @param image stays open; the caller closes it
     * @param size to which it is resized; positions are interpolated if the encoder was trained at another size
     * @throws IllegalArgumentException if the patch size does not divide the size
     * @throws NonFiniteFeaturesException if a feature is NaN or infinite
     */
    public ViewedImage view(String name, RgbImage image, ViewSize size) {
        try (PointerScope scope = new PointerScope()) {
            return view(name, size.pixels(image, patchSize()));
        }
    }

    /**
     * Resizes and encodes an image that is no 8-bit RGB, as {@link #view(String, RgbImage, ViewSize)} does others.
     *
     * @param image with the channels and the scale of the input
     */
    public ViewedImage view(String name, Raster image, ViewSize size) {
        try (PointerScope scope = new PointerScope()) {
            return view(name, size.pixels(image, patchSize(), input));
        }
    }

    /**
     * Encodes an image.
     *
     * @param name of the image, for messages
     * @param pixels {@code uint8 [3, H, W]}, or {@code float [C, H, W]} if the input is not 8-bit RGB, on the CPU, of any size that the
     *     patch size divides
     * @throws IllegalArgumentException if the patch size does not divide the size
     * @throws NonFiniteFeaturesException if a feature is NaN or infinite
     */
    public ViewedImage view(String name, Tensor pixels) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor normalized =
                    Normalize.of(input).apply(Tensors.upload(pixels.unsqueeze(0), encoder.device())); // [1, C, H, W]
            int block = choice.block();
            List<Integer> blocks = block == 1 ? List.of(1) : List.of(block - 1, block);
            List<Tensor> outputs = pass.allTokens(normalized, blocks, FinalNorm.BEFORE); // [1, K + R + N, D]
            Tensor input = block == 1 ? encoder.embed(normalized) : outputs.get(0);
            Tensor output = outputs.get(outputs.size() - 1);
            Features features =
                    encoder.split(choice.norm() == FinalNorm.AFTER ? encoder.norm(output) : output, normalized);
            float[] attention = Tensors.toFloats(encoder.classAttention(input, encoder.rotation(normalized), block));
            float[] tokens = Tensors.toFloats(features.patchTokens());
            NonFiniteFeaturesException.requireFinite(tokens, name);
            NonFiniteFeaturesException.requireFinite(attention, name);
            return new ViewedImage(
                    name,
                    Tensors.toBytes(picture(pixels).permute(1, 2, 0)),
                    (int) pixels.size(1),
                    (int) pixels.size(2),
                    tokens,
                    encoder.config().width(),
                    features.rows(),
                    features.columns(),
                    attention,
                    encoder.config().heads(),
                    encoder.config().classTokens());
        }
    }

    /** {@code uint8 [3, H, W]}, in the caller's scope. */
    private Tensor picture(Tensor pixels) {
        if (input.isRgb8()) {
            return pixels;
        }
        Tensor images = pixels.unsqueeze(0);
        return new ShownChannels(images, input.view()).of(images).squeeze(0);
    }

    /** The side of a patch in pixels. */
    public int patchSize() {
        return encoder.grid().patchSize();
    }

    /** Block and norm of the patch tokens. */
    public FeatureChoice choice() {
        return choice;
    }

    @Override
    public void close() {
        pass.close();
    }
}
