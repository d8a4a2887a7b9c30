package dev.pixio.eval.features;

import dev.pixio.data.LabelledSource;
import dev.pixio.embed.EncoderSettings;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.scene.SceneSource;
import dev.pixio.torch.Tensors;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;

/** Models and images small enough for tests. */
public final class Tiny {

    public static final PixioConfig MODEL = new PixioConfig(
            new PatchGrid(32, 32, 3, 8),
            new EncoderConfig(32, 2, 2, 4, 2, 0.1),
            new DecoderConfig(32, 1, 2, 4),
            new MaskConfig(0.75, 1),
            Positions.SINCOS,
            PositionResize.ANTIALIASED,
            PixioConfig.TokenStart.EQUAL);

    public static final EncoderSettings SETTINGS =
            EncoderSettings.defaults().withDevice("cpu").withPrecision("fp32");

    private Tiny() {}

    public static LabelledSource scenes(long seed, int count) {
        return new SceneSource(seed, count, 32);
    }

    public static LabelledImages images() {
        return new LabelledImages(scenes(1, 40), scenes(2, 20));
    }

    /** An encoder whose features are not finite. */
    public static EvaluationCandidate overflowing() {
        return new EvaluationCandidate("huge", () -> {
            Pixio model = new Pixio(MODEL, 3);
            try (NoGradGuard noGrad = new NoGradGuard()) {
                Tensors.state(model.encoder()).forEach((name, tensor) -> {
                    if (name.startsWith("blocks.0.")) {
                        tensor.mul_(new Scalar(1e30));
                    }
                });
            }
            return new EncoderExtractor("huge", model.encoder(), MODEL.grid(), SETTINGS);
        });
    }
}
