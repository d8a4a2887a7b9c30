package dev.pixio.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.golden.Compare;
import dev.pixio.golden.Golden;
import dev.pixio.model.Features;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.model.config.PixioConfig.TokenStart;
import dev.pixio.nn.PatchKernel;
import dev.pixio.nn.PositionEmbedding;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.torch.Tensors;
import dev.pixio.weights.WarmStart.Origin;
import dev.pixio.weights.config.WeightHints;
import dev.pixio.weights.tensor.WeightsException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares adapted weights with those of timm in {@code adapt.safetensors}, see {@code adapt_golden.py}. */
class WarmStartTest {

    private static final long SEED = 9;

    private static final PixioConfig LEARNED = new PixioConfig(
            new PatchGrid(32, 32, 3, 8),
            new EncoderConfig(24, 2, 3, 4, 4, 0),
            new DecoderConfig(16, 2, 2, 4),
            new MaskConfig(0.75, 1),
            Positions.LEARNED,
            PositionResize.ANTIALIASED,
            TokenStart.EQUAL);

    private static final PixioConfig FIXED = LEARNED.withPositions(Positions.SINCOS);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {4, 7, 8, 12, 16})
    void kernelsOfAnotherPatchSizeAreThoseOfTimm(int size) {
        try (PointerScope scope = new PointerScope()) {
            Golden golden = Golden.read("adapt.safetensors");
            Compare.close(
                    "kernel", PatchKernel.resampled(golden.get("kernel_8"), size), golden.get("kernel_" + size), 1e-5);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 7})
    void kernelsOfOtherChannelsAreThoseOfTimm(int channels) {
        try (PointerScope scope = new PointerScope()) {
            Golden golden = Golden.read("adapt.safetensors");
            Compare.close(
                    "kernel",
                    PatchKernel.withChannels(golden.get("channels_3"), channels),
                    golden.get("channels_" + channels),
                    1e-6);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "oblong, 48, 40, 8, 3",
        "smaller, 16, 16, 8, 3",
        "larger_patches, 32, 32, 16, 3",
        "smaller_patches, 32, 32, 4, 3",
        "odd_patches, 60, 48, 12, 3",
        "grey, 32, 32, 8, 1",
        "four_channels, 32, 32, 8, 4",
        "everything, 48, 30, 6, 7"
    })
    void featuresOfAnAdaptedEncoderAreThoseOfTimm(String name, int height, int width, int patch, int channels)
            throws IOException {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Golden golden = Golden.read("adapt.safetensors");
            PixioConfig plan = LEARNED.withEncoder(new EncoderConfig(24, 2, 3, 4, 8, 0))
                    .withGrid(new PatchGrid(height, width, channels, patch));

            WarmStart start = WarmStart.of(timm(), plan, SEED);

            Features features = start.model().encoder().features(golden.get(name + ".pixels"));
            Tensor tokens = torch.cat(new TensorVector(features.classTokens(), features.patchTokens()), 1);
            Compare.close(name, tokens, golden.get(name + ".tokens"), 2e-5);
            assertThat(start.decoder()).isEqualTo(Origin.SEED);
            assertThat(start.lines()).contains("the file has no decoder: a new one is initialised (seed 9)");
        }
    }

    @Test
    void eachAdaptationIsReported() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            ModelFile file = timm();
            PixioConfig plan = LEARNED.withGrid(new PatchGrid(48, 30, 1, 6));

            assertThat(WarmStart.of(file, plan, SEED).lines())
                    .containsExactly(
                            "the encoder of " + file.path() + " (layout timm)",
                            "the file has no decoder: a new one is initialised (seed 9)",
                            "the patch projection is resampled from 8 x 8 to 6 x 6 pixels",
                            "the patch projection is adapted from 3 to 1 channels: summed",
                            "class tokens: the first 4 of the file's 8",
                            "positions: interpolated from 4 x 4 to 8 x 5 patches");
        }
    }

    @Test
    void allWeightsOfAModelOfTheSameShapeAreLoaded() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            Pixio saved = new Pixio(LEARNED, 1);
            PixioConfig plan = LEARNED.withMask(new MaskConfig(0.5, 2))
                    .withEncoder(LEARNED.encoder().withDropPath(0.2));

            WarmStart start = WarmStart.of(saved(saved), plan, SEED);

            assertSame(start.model(), saved, name -> true);
            assertThat(start.decoder()).isEqualTo(Origin.FILE);
            assertThat(start.lines()).containsExactly("all weights of " + file() + " (layout pixio)");
            assertThat(start.model().config()).isEqualTo(plan);
        }
    }

    @Test
    void aDecoderOfAnotherShapeIsInitialized() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            Pixio saved = new Pixio(LEARNED, 1);
            PixioConfig plan = LEARNED.withDecoder(new DecoderConfig(32, 1, 4, 2));

            WarmStart start = WarmStart.of(saved(saved), plan, SEED);

            assertSame(start.model(), saved, name -> name.startsWith("encoder."));
            assertSame(start.model(), new Pixio(plan, SEED), name -> name.startsWith("decoder."));
            assertThat(start.decoder()).isEqualTo(Origin.SEED);
            assertThat(start.lines())
                    .containsExactly(
                            "the encoder of " + file() + " (layout pixio)",
                            "a new decoder is initialised (seed 9): the plan's has 32 x 1 blocks with 4 heads and MLPs of 2"
                                    + " times the width, the file's 16 x 2 blocks with 2 heads and MLPs of 4 times the"
                                    + " width");
        }
    }

    @Test
    void anotherImageSizeInterpolatesThePositionsOfEncoderAndDecoder() throws IOException {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Pixio saved = new Pixio(LEARNED, 1);
            PixioConfig plan = LEARNED.withGrid(new PatchGrid(48, 40, 3, 8)).withPositionResize(PositionResize.PLAIN);

            WarmStart start = WarmStart.of(saved(saved), plan, SEED);

            assertSame(start.model(), saved, name -> !name.contains("positions"));
            for (String table : new String[] {"encoder.positions.table", "decoder.positions.table"}) {
                Tensor before = tensor(saved, table);
                assertThat(tensor(start.model(), table)
                                .equal(PositionEmbedding.resized(before, 4, 4, 4, 6, 5, PositionResize.PLAIN)))
                        .isTrue();
            }
            assertThat(start.lines())
                    .containsExactly(
                            "the encoder and decoder of " + file() + " (layout pixio)",
                            "positions: interpolated from 4 x 4 to 6 x 5 patches");
        }
    }

    @Test
    void fixedPositionsAreRecomputedForTheNewGrid() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            PixioConfig plan = FIXED.withGrid(new PatchGrid(48, 40, 3, 8));

            WarmStart start = WarmStart.of(saved(new Pixio(FIXED, 1)), plan, SEED);

            assertSame(start.model(), new Pixio(plan, SEED), name -> name.contains("positions"));
            assertThat(start.lines()).endsWith("positions: recomputed, from 4 x 4 to 6 x 5 patches");
        }
    }

    @Test
    void learnedPositionsAreInitializedWithFixedOnes() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            Pixio saved = new Pixio(FIXED, 1);
            WarmStart start = WarmStart.of(saved(saved), LEARNED, SEED);

            assertSame(start.model(), saved, name -> true);
            assertThat(Tensors.parameters(start.model())).containsKey("encoder.positions.table");
            assertThat(start.lines())
                    .endsWith(
                            "positions: fixed (sincos) in the file, learned in the plan; initialised with the same values");
        }
    }

    @Test
    void learnedPositionsAreNotReplacedByFixedOnes() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            ModelFile file = saved(new Pixio(LEARNED, 1));

            assertThatThrownBy(() -> WarmStart.of(file, FIXED, SEED))
                    .isInstanceOf(WeightsException.class)
                    .hasMessage(file() + " has learned positions, which the plan's fixed ones (sincos) would replace;"
                            + " --positions learned keeps them");
        }
    }

    @Test
    void additionalClassTokensAreInitialized() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            Pixio saved = new Pixio(LEARNED, 1);
            PixioConfig plan = LEARNED.withEncoder(LEARNED.encoder().withClassTokens(6));
            Pixio initialized = new Pixio(plan, SEED);

            WarmStart start = WarmStart.of(saved(saved), plan, SEED);

            for (String table :
                    new String[] {"encoder.class_tokens", "encoder.positions.table", "decoder.positions.table"}) {
                Tensor made = tensor(start.model(), table);
                assertThat(made.narrow(1, 0, 4).equal(tensor(saved, table).narrow(1, 0, 4)))
                        .isTrue();
                assertThat(made.narrow(1, 4, 2).equal(tensor(initialized, table).narrow(1, 4, 2)))
                        .isTrue();
            }
            assertThat(tensor(start.model(), "decoder.positions.table")
                            .narrow(1, 6, 16)
                            .equal(tensor(saved, "decoder.positions.table").narrow(1, 4, 16)))
                    .isTrue();
            assertThat(start.lines()).endsWith("class tokens: the file's 4, and 2 new ones (seed 9)");
        }
    }

    @Test
    void anotherPatchSizeInitializesTheLastLayer() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            Pixio saved = new Pixio(LEARNED, 1);
            PixioConfig plan = LEARNED.withGrid(new PatchGrid(64, 64, 3, 16));

            WarmStart start = WarmStart.of(saved(saved), plan, SEED);

            assertSame(start.model(), new Pixio(plan, SEED), name -> name.startsWith("decoder.head."));
            assertSame(
                    start.model(), saved, name -> !name.startsWith("decoder.head.") && !name.contains("embedding.w"));
            assertThat(start.lines())
                    .endsWith(
                            "a new last layer of the decoder is initialised (seed 9): it predicts patches of 16 x 16 x 3 values,"
                                    + " the file's 8 x 8 x 3");
        }
    }

    @Test
    void anEncoderOfAnotherShapeIsRefusedWithBothShapes() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            ModelFile file = saved(new Pixio(LEARNED, 1));

            assertThatThrownBy(
                            () -> WarmStart.of(file, LEARNED.withEncoder(new EncoderConfig(32, 2, 2, 4, 4, 0)), SEED))
                    .isInstanceOf(WeightsException.class)
                    .hasMessage(file() + " has an encoder of 24 x 2 blocks with 3 heads and MLPs of 4 times the width,"
                            + " but the plan requires 32 x 2 blocks with 2 heads and MLPs of 4 times the width;"
                            + " use --model 24x2x3");
            assertThatThrownBy(
                            () -> WarmStart.of(file, LEARNED.withEncoder(new EncoderConfig(24, 2, 2, 4, 4, 0)), SEED))
                    .hasMessageContaining("with 3 heads")
                    .hasMessageContaining("with 2 heads");
            assertThatThrownBy(
                            () -> WarmStart.of(file, LEARNED.withEncoder(new EncoderConfig(24, 2, 3, 2, 4, 0)), SEED))
                    .hasMessageEndingWith("MLPs of 2 times the width");
        }
    }

    private ModelFile saved(Pixio model) throws IOException {
        ModelFile.save(file(), model, Map.of());
        return ModelFile.open(file());
    }

    private Path file() {
        return folder.resolve("model.safetensors");
    }

    private static ModelFile timm() throws IOException {
        try {
            Path path = Path.of(
                    Objects.requireNonNull(WarmStartTest.class.getResource("/golden/layouts/timm_a/model.safetensors"))
                            .toURI());
            return ModelFile.open(path, WeightHints.NONE.withHeads(3));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Tensor tensor(Pixio model, String name) {
        return Objects.requireNonNull(Tensors.state(model).get(name));
    }

    private static void assertSame(Pixio model, Pixio expected, Predicate<String> which) {
        Map<String, Tensor> tensors = Tensors.state(expected);
        assertThat(tensors.keySet().stream().filter(which)).isNotEmpty();
        tensors.forEach((name, tensor) -> {
            if (which.test(name)) {
                assertThat(tensor(model, name).equal(tensor)).as(name).isTrue();
            }
        });
    }
}
