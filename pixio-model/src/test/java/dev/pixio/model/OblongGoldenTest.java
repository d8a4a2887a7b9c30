package dev.pixio.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.golden.Compare;
import dev.pixio.golden.Golden;
import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.PositionEmbedding;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.torch.Tensors;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

/** Images that are not square, compared with a model in plain torch whose encoder is timm's; see {@code oblong_golden.py}. */
class OblongGoldenTest {

    private static final PixioConfig CONFIG = new PixioConfig(
            new PatchGrid(48, 80, 3, 8),
            new EncoderConfig(48, 2, 3, 4, 4, 0),
            new DecoderConfig(32, 2, 4, 4),
            new MaskConfig(0.75, 2),
            Positions.SINCOS,
            PositionResize.ANTIALIASED,
            PixioConfig.TokenStart.EQUAL);

    private final Golden golden = Golden.read("oblong/forward.safetensors");

    private static Pixio model() {
        Pixio model = new Pixio(CONFIG, 1);
        Map<String, Tensor> weights = Golden.read("oblong/model.safetensors").tensors();
        try (NoGradGuard guard = new NoGradGuard()) {
            Map<String, Tensor> parameters = Tensors.parameters(model);
            assertThat(parameters.keySet()).containsExactlyInAnyOrderElementsOf(weights.keySet());
            parameters.forEach((name, parameter) -> parameter.copy_(weights.getOrDefault(name, parameter)));
        }
        return model;
    }

    private GridMask mask() {
        return GridMask.fromNoise(golden.get("noise"), CONFIG.grid(), CONFIG.mask());
    }

    @Test
    void positionsAreThoseOfTheFormula() {
        try (PointerScope scope = new PointerScope()) {
            Compare.close("encoder", PositionEmbedding.sincos(4, 6, 10, 48), golden.get("encoder_positions"), 1e-6);
            Compare.close("decoder", PositionEmbedding.sincos(4, 6, 10, 32), golden.get("decoder_positions"), 1e-6);
        }
    }

    @Test
    void cellsAreMaskedInTheOrderOfTheNoise() {
        try (PointerScope scope = new PointerScope()) {
            assertThat(Tensors.toLongs(mask().kept())).isEqualTo(Tensors.toLongs(golden.get("kept")));
            assertThat(Tensors.toLongs(mask().masked())).isEqualTo(Tensors.toLongs(golden.get("masked")));
        }
    }

    @Test
    void theLossAndItsGradientsAreThoseOfTheReference() {
        try (PointerScope scope = new PointerScope()) {
            Pixio model = model();
            Reconstruction reconstruction = model.forward(golden.get("images"), mask());
            Tensor loss = reconstruction.loss();
            Compare.close("predictions", reconstruction.predicted(), golden.get("predictions"), 1e-5);
            Compare.close("targets", reconstruction.target(), golden.get("targets"), 1e-5);
            Compare.close("loss", loss, golden.get("loss"), 1e-5);

            loss.backward();

            AtomicInteger compared = new AtomicInteger();
            Tensors.parameters(model).forEach((name, parameter) -> {
                Compare.relativelyClose("gradient of " + name, parameter.grad(), golden.get("gradient." + name), 1e-5);
                compared.incrementAndGet();
            });
            assertThat(compared).hasValueGreaterThan(50);
        }
    }

    @Test
    void featuresAreTimms() {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Features features = model().encoder().features(golden.get("images"));
            Tensor tokens = torch.cat(new TensorVector(features.classTokens(), features.patchTokens()), 1);
            Compare.close("tokens", tokens, golden.get("features"), 1e-5);
            assertThat(features.rows()).isEqualTo(6);
            assertThat(features.columns()).isEqualTo(10);
        }
    }
}
