package dev.pixio.onnx.export;

import dev.pixio.image.RgbImage;
import dev.pixio.model.Encoder;
import dev.pixio.model.Features;
import dev.pixio.onnx.runtime.EncoderMetadata;
import dev.pixio.onnx.runtime.OnnxImageEncoder;
import dev.pixio.onnx.runtime.OnnxTokens;
import dev.pixio.torch.Tensors;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * Runs an exported file in ONNX Runtime and the encoder in libtorch on the same pixels: noise, one image and three at
 * once, and the images that are given.
 */
final class ExportCheck {

    private static final int[] BATCHES = {1, 3};

    private final Encoder encoder;

    ExportCheck(Encoder encoder) {
        this.encoder = encoder;
    }

    Difference of(Path file, Iterable<RgbImage> images) throws IOException {
        try (OnnxImageEncoder exported = OnnxImageEncoder.load(file)) {
            Difference worst = new Difference(0, 0, 0);
            for (int batch : BATCHES) {
                worst = worst.and(compare(exported, noise(exported.metadata(), batch), batch));
            }
            for (RgbImage image : images) {
                worst = worst.and(compare(exported, exported.pixels(image), 1));
            }
            return worst;
        }
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
            Tensor images = Tensors.to(Tensors.of(pixels, batch, 3, metadata.height(), metadata.width()), encoder.device());
            Features features = encoder.features(images, metadata.block(), norm);
            return new OnnxTokens(
                    Tensors.toFloats(features.classTokens()),
                    Tensors.toFloats(features.patchTokens()),
                    Tensors.toFloats(features.representation()));
        }
    }

    /** As large as normalised pixels are. */
    private static float[] noise(EncoderMetadata metadata, int batch) {
        Random random = new Random(batch);
        float[] pixels = new float[batch * 3 * metadata.height() * metadata.width()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextGaussian();
        }
        return pixels;
    }
}
