package dev.pixio.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.golden.Compare;
import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.BlockRunner;
import dev.pixio.nn.DropPath;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.torch.RandomStream;
import dev.pixio.torch.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncoderTest {

    private static PixioConfig config(int height, int width, int channels, Positions positions) {
        return new PixioConfig(
                new PatchGrid(height, width, channels, 8),
                new EncoderConfig(32, 3, 4, 4, 2, 0),
                new DecoderConfig(16, 1, 2, 4),
                new MaskConfig(0.5, 1),
                positions,
                PositionResize.ANTIALIASED,
                PixioConfig.TokenStart.EQUAL);
    }

    @ParameterizedTest
    @CsvSource({"32,32,3", "16,64,1", "48,24,4"})
    void aModelTrainsOnEverySizeThatThePatchDividesAndEveryNumberOfChannels(int height, int width, int channels) {
        try (PointerScope scope = new PointerScope()) {
            PixioConfig config = config(height, width, channels, Positions.LEARNED);
            Pixio model = new Pixio(config, 3);

            Reconstruction reconstruction = model.forward(
                    torch.randn(2, channels, height, width), GridMask.random(2, config.grid(), config.mask()));
            reconstruction.loss().backward();

            int masked = config.grid().patches() - config.mask().keptPatches(config.grid());
            assertThat(Tensors.shape(reconstruction.predicted())).containsExactly(2, masked, 64L * channels);
            assertThat(reconstruction.loss().item_double()).isBetween(0.5, 4.0);
            Tensors.parameters(model)
                    .forEach((name, parameter) ->
                            assertThat(parameter.grad().defined()).as(name).isTrue());
        }
    }

    @Test
    void featuresOfAnotherSizeHaveThatSizesGrid() {
        try (PointerScope scope = new PointerScope()) {
            Pixio model = new Pixio(config(32, 32, 3, Positions.LEARNED), 3);

            Features features = model.encoder().features(torch.randn(2, 3, 64, 40));

            assertThat(Tensors.shape(features.classTokens())).containsExactly(2, 2, 32);
            assertThat(Tensors.shape(features.patchTokens())).containsExactly(2, 40, 32);
            assertThat(Tensors.shape(features.maps())).containsExactly(2, 32, 8, 5);
            assertThat(Tensors.shape(features.representation())).containsExactly(2, 32);
            Tensor third = features.maps().select(3, 2).select(2, 1); // row 1, column 2
            Compare.close("map", third, features.patchTokens().select(1, 7), 0);
        }
    }

    @Test
    void featuresOfAnyBlockComeBeforeOrAfterTheNorm() {
        try (PointerScope scope = new PointerScope()) {
            Pixio model = new Pixio(config(32, 32, 3, Positions.SINCOS), 3);
            Tensor images = torch.randn(1, 3, 32, 32);

            Features last = model.encoder().features(images, 3, Encoder.FinalNorm.AFTER);
            Features raw = model.encoder().features(images, 3, Encoder.FinalNorm.BEFORE);
            Features second = model.encoder().features(images, 2, Encoder.FinalNorm.BEFORE);

            Compare.close("default", model.encoder().features(images).patchTokens(), last.patchTokens(), 0);
            // A fresh norm has weight 1 and bias 0: its result has mean 0 and variance 1.
            Tensor mean = torch.mean(raw.patchTokens(), new long[] {-1}, true, null);
            Tensor deviation =
                    torch.var(raw.patchTokens(), new long[] {-1}, false, true).sqrt();
            Compare.close("norm", raw.patchTokens().sub(mean).div(deviation), last.patchTokens(), 1e-4);
            assertThat(Tensors.toFloats(second.patchTokens())).isNotEqualTo(Tensors.toFloats(raw.patchTokens()));
            assertThatThrownBy(() -> model.encoder().features(images, 4, Encoder.FinalNorm.AFTER))
                    .hasMessage("there is no block 4; the encoder has 1 to 3");
        }
    }

    @Test
    void keepingAllPatchesInOrderGivesTheFeaturesOfTheWholeImage() {
        try (PointerScope scope = new PointerScope()) {
            Pixio model = new Pixio(config(32, 32, 3, Positions.LEARNED), 3);
            Tensor images = torch.randn(2, 3, 32, 32);
            long[] twice = LongStream.range(0, 32).map(i -> i % 16).toArray();

            Tensor encoded = model.encoder()
                    .forward(
                            Patches.of(images, 8),
                            Tensors.of(twice, 2, 16),
                            BlockRunner.inOrder(model.encoder().blocks(), DropPath.NONE));

            Features whole = model.encoder().features(images);
            Compare.close("patch tokens", encoded.narrow(1, 2, 16), whole.patchTokens(), 1e-5);
        }
    }

    @Test
    void equalSeedsGiveEqualWeightsAndOtherSeedsOtherWeights() {
        try (PointerScope scope = new PointerScope()) {
            PixioConfig config = config(32, 32, 3, Positions.LEARNED);
            List<Tensor> first = List.copyOf(Tensors.state(new Pixio(config, 5)).values());
            List<Tensor> again = List.copyOf(Tensors.state(new Pixio(config, 5)).values());
            Tensor other =
                    Tensors.state(new Pixio(config, 6)).values().iterator().next();

            for (int i = 0; i < first.size(); i++) {
                assertThat(Tensors.toFloats(first.get(i))).isEqualTo(Tensors.toFloats(again.get(i)));
            }
            assertThat(Tensors.toFloats(other)).isNotEqualTo(Tensors.toFloats(first.get(0)));
        }
    }

    @Test
    void weightsAreInitialisedAsInTheMethod() {
        try (PointerScope scope = new PointerScope()) {
            Pixio model = new Pixio(config(64, 64, 3, Positions.LEARNED), 5);
            Tensors.parameters(model).forEach((name, parameter) -> {
                float[] values = Tensors.toFloats(parameter);
                double deviation = deviation(values);
                if (name.endsWith("bias")) {
                    assertThat(values).as(name).containsOnly(0);
                } else if (name.contains("norm")) {
                    assertThat(values).as(name).containsOnly(1);
                } else if (name.endsWith("weight")) {
                    long out = parameter.size(0);
                    double bound = Math.sqrt(6.0 / (out + parameter.numel() / (double) out));
                    assertThat(max(values)).as(name).isBetween((float) (0.9 * bound), (float) bound);
                } else if (name.endsWith("positions.table")) {
                    assertThat(max(values)).as(name).isBetween(0.035f, 0.04f);
                    assertThat(deviation).as(name).isBetween(0.016, 0.019); // 0.88 of 0.02 after truncation
                } else {
                    assertThat(deviation).as(name).isBetween(0.01, 0.03); // class tokens, mask token
                }
            });
        }
    }

    @Test
    void dropPathSkipsBranchesOfSomeSamplesAndScalesTheOthers() {
        try (PointerScope scope = new PointerScope()) {
            List<RandomStream> samples = LongStream.range(0, 1000)
                    .mapToObj(i -> RandomStream.of(1, "drop path", i))
                    .toList();
            DropPath drawn = DropPath.draw(0.4, 5, samples, new Device("cpu"));
            Tensor ones = torch.ones(1000, 2, 3);

            float[] first = Tensors.toFloats(drawn.apply(ones, 0, 0));
            float[] last = Tensors.toFloats(drawn.apply(ones, 4, 1));

            assertThat(first).containsOnly(1);
            assertThat(last).containsOnly(0, (float) (1 / 0.6));
            double mean = mean(last);
            assertThat(mean).isBetween(0.9, 1.1);
            assertThat(DropPath.rateOf(2, 0.4, 5)).isEqualTo(0.2);
            assertThat(DropPath.draw(0, 5, samples, new Device("cpu"))).isSameAs(DropPath.NONE);
        }
    }

    @Test
    void imagesThatDoNotFitTheModelAreRefusedInTraining() {
        try (PointerScope scope = new PointerScope()) {
            PixioConfig config = config(32, 32, 3, Positions.SINCOS);
            Pixio model = new Pixio(config, 3);
            GridMask mask = GridMask.random(1, config.grid(), config.mask());

            assertThatThrownBy(() -> model.forward(torch.randn(1, 3, 64, 64), mask))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("images of Float [1, 3, 64, 64] for a model that takes Float [B, 3, 32, 32]");
            assertThatThrownBy(() -> model.forward(torch.randn(3, 32, 32), mask))
                    .hasMessage("images of Float [3, 32, 32] for a model that takes Float [B, 3, 32, 32]");
            assertThatThrownBy(() -> model.forward(Tensors.zeros(ScalarType.Byte, 1, 3, 32, 32), mask))
                    .hasMessage("images of Byte [1, 3, 32, 32] for a model that takes Float [B, 3, 32, 32]");
        }
    }

    @Test
    void aMaskOfAnotherBatchOrGridIsRefused() {
        try (PointerScope scope = new PointerScope()) {
            PixioConfig config = config(32, 32, 3, Positions.SINCOS);
            Pixio model = new Pixio(config, 3);
            Tensor images = torch.randn(2, 3, 32, 32);

            assertThatThrownBy(() -> model.forward(images, GridMask.random(1, config.grid(), config.mask())))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a mask that keeps [1, 8] and masks [1, 8] patches for 2 images of 16 patches");
            assertThatThrownBy(
                            () -> model.forward(images, GridMask.random(2, new PatchGrid(16, 16, 3, 8), config.mask())))
                    .hasMessage("a mask that keeps [2, 2] and masks [2, 2] patches for 2 images of 16 patches");
        }
    }

    @Test
    void settingsThatDoNotFitAreRefusedWithBothNumbers() {
        assertThatThrownBy(() -> new EncoderConfig(100, 2, 3, 4, 8, 0))
                .hasMessage("encoder width 100 is not a multiple of its 3 heads");
        assertThatThrownBy(() -> new EncoderConfig(96, 2, 3, 4, 8, 1.0))
                .hasMessage("drop path must be at least 0 and less than 1, not 1.0");
        assertThatThrownBy(() -> config(32, 32, 3, Positions.SINCOS).withMask(new MaskConfig(0.99, 4)))
                .hasMessageStartingWith("a mask ratio of 0.99 keeps none of 1 cells");
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double deviation(float[] values) {
        double mean = mean(values);
        double sum = 0;
        for (float value : values) {
            sum += (value - mean) * (value - mean);
        }
        return Math.sqrt(sum / values.length);
    }

    private static float max(float[] values) {
        float[] sorted = values.clone();
        Arrays.sort(sorted);
        return Math.max(-sorted[0], sorted[sorted.length - 1]);
    }
}
