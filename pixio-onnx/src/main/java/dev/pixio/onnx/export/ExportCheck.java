package dev.pixio.onnx.export;

import dev.pixio.image.RgbImage;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.model.Encoder;
import dev.pixio.model.Features;
import dev.pixio.onnx.runtime.EncoderMetadata;
import dev.pixio.onnx.runtime.OnnxImageEncoder;
import dev.pixio.onnx.runtime.OnnxOptions;
import dev.pixio.onnx.runtime.OnnxTokens;
import dev.pixio.torch.Tensors;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * Compares an exported file in ONNX Runtime with the encoder in libtorch on the same pixels: noise in batches of 1 and
 * 3, at five sizes if they are free, and the given images.
 */
final class ExportCheck {

    private static final int[] BATCHES = {1, 3};

    private final Encoder encoder;

    ExportCheck(Encoder encoder) {
        this.encoder = encoder;
    }

    Difference of(Path file, Iterable<RgbImage> images) throws IOException {
        Difference largest;
        EncoderMetadata metadata;
        try (OnnxImageEncoder exported = OnnxImageEncoder.load(file)) {
            metadata = exported.metadata();
            largest = ofNoise(exported);
            for (RgbImage image : images) {
                largest = largest.and(compare(exported, exported.pixels(image), 1));
            }
        }
        if (metadata.sizes() == EncoderMetadata.Sizes.FREE) {
            for (ImageSize size : otherSizes(metadata)) {
                OnnxOptions options = OnnxOptions.defaults().withImageSize(size);
                try (OnnxImageEncoder exported = OnnxImageEncoder.load(file, options)) {
                    largest = largest.and(ofNoise(exported));
                }
            }
        }
        return largest;
    }

    /** Smaller, larger, wider, higher: with the size of the file five. */
    static List<ImageSize> otherSizes(EncoderMetadata metadata) {
        int side = metadata.patchSize();
        int rows = metadata.height() / side;
        int columns = metadata.width() / side;
        return List.of(
                new ImageSize(side * Math.max(1, rows / 2), side * Math.max(1, columns / 2)),
                new ImageSize(side * (rows + 1), side * (columns + 1)),
                new ImageSize(side * rows, side * (columns + columns / 2 + 1)),
                new ImageSize(side * (rows + rows / 2 + 2), side * Math.max(1, columns - 1)));
    }

    private Difference ofNoise(OnnxImageEncoder exported) {
        Difference largest = new Difference(0, 0, 0);
        for (int batch : BATCHES) {
            largest = largest.and(compare(exported, noise(exported.metadata(), batch), batch));
        }
        return largest;
    }

    private Difference compare(OnnxImageEncoder exported, float[] pixels, int batch) {
        OnnxTokens tokens = exported.tokens(FloatBuffer.wrap(pixels));
        return Difference.of(expected(exported.metadata(), pixels, batch), tokens, exported.dimension());
    }

    private OnnxTokens expected(EncoderMetadata metadata, float[] pixels, int batch) {
        Encoder.FinalNorm norm =
                metadata.norm() == EncoderMetadata.Norm.AFTER ? Encoder.FinalNorm.AFTER : Encoder.FinalNorm.BEFORE;
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor images = Tensors.to(
                    Tensors.of(pixels, batch, metadata.channels(), metadata.height(), metadata.width()),
                    encoder.device());
            Features features = encoder.features(images, metadata.block(), norm);
            return new OnnxTokens(
                    Tensors.toFloats(features.classTokens()),
                    Tensors.toFloats(features.patchTokens()),
                    Tensors.toFloats(features.representation()));
        }
    }

    /** Gaussian noise, of the magnitude of normalised pixels. */
    private static float[] noise(EncoderMetadata metadata, int batch) {
        Random random = new Random(batch);
        float[] pixels = new float[batch * metadata.channels() * metadata.height() * metadata.width()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextGaussian();
        }
        return pixels;
    }
}
