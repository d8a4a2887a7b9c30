package dev.pixio.onnx.export;

import dev.pixio.model.Encoder;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.EncoderOptions;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;

/** Small encoders, with no weight exactly 0 or 1, so that an error in any term shows. */
final class Encoders {

    private Encoders() {}

    /** Two blocks, for images of 32 x 48 pixels and patches of 8. */
    static Encoder small(int classTokens) {
        return small(classTokens, EncoderOptions.NONE);
    }

    /** The same with options. */
    static Encoder small(int classTokens, EncoderOptions options) {
        return small(classTokens, options, PositionResize.ANTIALIASED);
    }

    /** The same with positions that are interpolated in one of both ways. */
    static Encoder small(int classTokens, EncoderOptions options, PositionResize resize) {
        PixioConfig config = new PixioConfig(
                new PatchGrid(32, 48, 3, 8),
                new EncoderConfig(48, 2, 3, 4, classTokens, 0, options),
                new DecoderConfig(16, 1, 1, 1),
                new MaskConfig(0.75, 1),
                Positions.LEARNED,
                resize,
                PixioConfig.TokenStart.EQUAL);
        Encoder encoder = new Pixio(config, 3).encoder();
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensors.parameters(encoder).forEach((name, tensor) -> {
                float[] offsets = new float[(int) tensor.numel()];
                java.util.Random random = new java.util.Random(name.hashCode());
                for (int i = 0; i < offsets.length; i++) {
                    offsets[i] = (float) (0.05 * random.nextGaussian());
                }
                tensor.add_(Tensors.of(offsets, Tensors.shape(tensor)), new Scalar(1.0));
            });
        }
        return encoder;
    }
}
