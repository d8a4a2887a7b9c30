package dev.pixio.model.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.golden.Compare;
import dev.pixio.model.Encoder.FinalNorm;
import dev.pixio.model.Features;
import dev.pixio.model.GridMask;
import dev.pixio.model.Pixio;
import dev.pixio.model.Reconstruction;
import dev.pixio.model.config.Activations;
import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.EncoderOptions;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.ParameterGroupCost;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.model.config.PositionEncoding;
import dev.pixio.model.pass.BlockStack.Gradients;
import dev.pixio.nn.DropPath;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.nn.TokenSelection;
import dev.pixio.nn.TransformerBlock;
import dev.pixio.nn.explicit.ExplicitBlock;
import dev.pixio.nn.option.BlockOptions;
import dev.pixio.nn.option.LayerScale;
import dev.pixio.nn.option.MlpKind;
import dev.pixio.torch.Precision;
import dev.pixio.torch.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Encoders with registers, scaled branches, gated MLPs and rotary positions, in pre-training and for features. */
class EncoderOptionsTest {

    private static final EncoderOptions SECOND =
            new EncoderOptions(3, LayerScale.PER_CHANNEL, MlpKind.SWIGLU, PositionEncoding.ADDED);
    private static final EncoderOptions THIRD =
            new EncoderOptions(2, LayerScale.PER_CHANNEL, MlpKind.GELU, PositionEncoding.rotary(100));

    static List<EncoderOptions> options() {
        return List.of(
                SECOND,
                THIRD,
                EncoderOptions.NONE.withRegisters(2),
                new EncoderOptions(0, LayerScale.NONE, MlpKind.GELU, PositionEncoding.rotary(10)));
    }

    private static Pixio model(EncoderOptions options) {
        PixioConfig config = new PixioConfig(
                new PatchGrid(24, 16, 3, 4),
                new EncoderConfig(24, 2, 3, 2.5, 2, 0, options),
                new DecoderConfig(16, 1, 2, 2),
                new MaskConfig(0.5, 1),
                Positions.LEARNED,
                PositionResize.ANTIALIASED,
                PixioConfig.TokenStart.EQUAL);
        Pixio model = new Pixio(config, 5);
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            torch.manual_seed(3);
            Tensors.parameters(model).forEach((name, tensor) -> tensor.add_(torch.randn_like(tensor), new Scalar(0.1)));
        }
        return model;
    }

    private static Tensor images() {
        torch.manual_seed(4);
        return torch.randn(2, 3, 24, 16);
    }

    private static GridMask mask(Pixio model) {
        torch.manual_seed(5);
        return GridMask.fromNoise(
                torch.rand(2, 24), model.config().grid(), model.config().mask());
    }

    @ParameterizedTest
    @MethodSource("options")
    void gradientsAreThoseOfTheWholeModelAndEachParameterHasOne(EncoderOptions options) {
        for (Activations activations : Activations.values()) {
            try (PointerScope scope = new PointerScope()) {
                Pixio whole = model(options);
                Pixio staged = model(options);
                Tensor images = images();
                Reconstruction reconstruction = whole.forward(images, mask(whole));
                Tensor loss = reconstruction.loss();
                loss.backward();

                double accumulated;
                try (PretrainingPass pass = new PretrainingPass(
                        staged,
                        Precision.FP32,
                        activations,
                        Gradients.fastest(staged.encoder().device(), Precision.FP32))) {
                    accumulated = pass.accumulate(images, mask(staged), DropPath.NONE, 1);
                }

                assertThat(accumulated).isCloseTo(loss.item_double(), org.assertj.core.api.Assertions.within(1e-6));
                Map<String, Tensor> expected = gradients(whole);
                assertThat(expected.keySet())
                        .isEqualTo(Tensors.parameters(whole).keySet());
                gradients(staged).forEach((name, gradient) -> Compare.close(name, gradient, expected.get(name), 1e-5));
            }
        }
    }

    private static Map<String, Tensor> gradients(Pixio model) {
        Map<String, Tensor> gradients = new LinkedHashMap<>();
        Tensors.parameters(model).forEach((name, parameter) -> {
            if (parameter.grad().defined()) {
                gradients.put(name, parameter.grad());
            }
        });
        return gradients;
    }

    @ParameterizedTest
    @MethodSource("options")
    void fastFeaturesAreThoseOfTheEncoderAndHaveNoRegisters(EncoderOptions options) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Pixio model = model(options);
            Tensor images = torch.randn(2, 3, 32, 20); // of another size than the model's
            Features expected = model.encoder().features(images);
            Features first = model.encoder().features(images, 1, FinalNorm.AFTER);

            assertThat(Tensors.shape(expected.classTokens())).containsExactly(2, 2, 24);
            assertThat(Tensors.shape(expected.patchTokens())).containsExactly(2, 40, 24);
            for (Gradients blocks : Gradients.values()) {
                try (FeaturePass pass = new FeaturePass(model.encoder(), Precision.FP32, blocks)) {
                    List<Features> found = pass.features(images, List.of(1, 2), FinalNorm.AFTER);
                    Compare.close("class", found.get(1).classTokens(), expected.classTokens(), 1e-5);
                    Compare.close("patches", found.get(1).patchTokens(), expected.patchTokens(), 1e-5);
                    Compare.close("block 1", found.get(0).patchTokens(), first.patchTokens(), 1e-5);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("options")
    void theCostCountsEveryParameterInItsGroup(EncoderOptions options) {
        try (PointerScope scope = new PointerScope()) {
            Pixio model = model(options);
            List<List<Long>> expected = ParameterGroups.of(model).groups().stream()
                    .map(group -> group.stream().map(Tensor::numel).toList())
                    .toList();

            assertThat(ParameterGroupCost.of(model.config()).stream()
                            .map(ParameterGroupCost::parameters)
                            .toList())
                    .isEqualTo(expected);
        }
    }

    /** Without positions, class tokens would see the same set of patches. */
    @Test
    void rotaryFeaturesDependOnThePlacesOfPatches() {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Pixio model = model(THIRD);
            Tensor images = images();

            Tensor there = model.encoder().features(images).representation();
            Tensor shifted = model.encoder()
                    .features(images.roll(new long[] {4}, new long[] {2}))
                    .representation();
            Tensor wide = model.encoder().features(images.repeat(1, 1, 1, 2)).representation();

            assertThat(Compare.largestDifference(there, shifted)).isGreaterThan(1e-3);
            assertThat(Compare.largestDifference(there, wide)).isGreaterThan(1e-3);
        }
    }

    @ParameterizedTest
    @EnumSource(MlpKind.class)
    void theFormulasOfGradientsRefuseABlockWithOptions(MlpKind kind) {
        try (PointerScope scope = new PointerScope()) {
            TransformerBlock block = new TransformerBlock(24, 3, 2, new BlockOptions(LayerScale.PER_CHANNEL, kind));
            try (ExplicitBlock explicit = new ExplicitBlock(block, ScalarType.Float)) {
                assertThatThrownBy(() -> explicit.forward(torch.randn(1, 4, 24), DropPath.NONE, 0, TokenSelection.ALL))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("autograd");
            }
        }
    }

    @Test
    void rotaryPositionsNeedHeadsWhoseWidthFourDivides() {
        assertThatThrownBy(() -> new EncoderConfig(24, 2, 4, 4, 1, 0, THIRD))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4 heads of an encoder of width 24 have 6");
    }
}
