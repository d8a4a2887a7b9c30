package dev.pixio.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.golden.Compare;
import dev.pixio.golden.Golden;
import dev.pixio.model.Encoder;
import dev.pixio.model.Features;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.torch.Tensors;
import dev.pixio.weights.tensor.WeightsException;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pre-training that starts from encoders of DINOv2 and DINOv3, whose features are those of {@code dino_golden.py}. */
class DinoWarmStartTest {

    private static final long SEED = 9;
    private static final String REGISTERS = "timm_dinov2_registers";

    /** A plan for the golden encoders of DINOv2, without options. */
    private static PixioConfig plan(int classTokens) {
        return new PixioConfig(
                new PatchGrid(42, 42, 3, 14),
                new EncoderConfig(16, 2, 2, 4, classTokens, 0),
                new DecoderConfig(16, 1, 2, 4),
                new MaskConfig(0.75, 1),
                Positions.LEARNED,
                PositionResize.ANTIALIASED,
                PixioConfig.TokenStart.EQUAL);
    }

    private static WarmStart start(ModelFile file, PixioConfig plan, OptionalInt registers) throws WeightsException {
        return WarmStart.of(file, WarmStart.withOptionsOf(file, plan, registers), SEED);
    }

    @Test
    void registersAreKept() throws IOException {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            ModelFile file = DinoGoldenTest.open(REGISTERS);

            WarmStart start = start(file, plan(1), OptionalInt.empty());

            assertThat(start.lines())
                    .containsExactly(
                            "the encoder of " + file.path() + " (layout timm)",
                            "the encoder keeps LayerScale and 4 registers",
                            "the file has no decoder: a new one is initialised (seed 9)");
            Golden golden = golden(REGISTERS);
            Tensor expected = golden.get("tokens");
            Features features = start.model().encoder().features(golden.get("pixels"));
            Compare.close("class", features.classTokens(), expected.narrow(1, 0, 1), 1e-5);
            Compare.close("patches", features.patchTokens(), expected.narrow(1, 5, 9), 1e-5);
        }
    }

    /** Attention does not depend on the order of tokens before the patches, so features stay the same. */
    @ParameterizedTest
    @CsvSource({
        "0, 5, 'registers: 4 of the file''s 4 become class tokens, without positions'",
        "2, 3, 'registers: 2 of the file''s 4 become class tokens, without positions'"
    })
    void registersBecomeClassTokens(int registers, int classTokens, String line) throws IOException {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            ModelFile file = DinoGoldenTest.open(REGISTERS);

            WarmStart start = start(file, plan(classTokens), OptionalInt.of(registers));

            assertThat(start.lines()).contains(line).noneMatch(text -> text.startsWith("class tokens:"));
            Golden golden = golden(REGISTERS);
            Tensor expected = golden.get("tokens");
            Features features = start.model().encoder().features(golden.get("pixels"));
            Tensor ofClasses = torch.cat(
                    new TensorVector(expected.narrow(1, 0, 1), expected.narrow(1, 1 + registers, 4 - registers)), 1);
            Compare.close("class", features.classTokens(), ofClasses, 1e-5);
            Compare.close("patches", features.patchTokens(), expected.narrow(1, 5, 9), 1e-5);
        }
    }

    @Test
    void otherNumbersOfRegistersAreReported() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            ModelFile file = DinoGoldenTest.open(REGISTERS);

            assertThat(start(file, plan(1), OptionalInt.of(6)).lines())
                    .contains("registers: the file's 4, and 2 new ones");
            assertThat(start(file, plan(1), OptionalInt.of(3)).lines())
                    .contains("registers: 1 of the file's 4 are left out");
            assertThat(start(file, plan(8), OptionalInt.of(0)).lines())
                    .contains(
                            "registers: 4 of the file's 4 become class tokens, without positions",
                            "class tokens: the file's 5, and 3 new ones (seed 9)");
            Pixio model = start(file, plan(1), OptionalInt.of(6)).model();
            Tensor made = model.encoder().registers().orElseThrow();
            Tensor before = file.weights().getOrDefault("encoder.registers", made);
            assertThat(made.narrow(1, 0, 4).equal(before)).isTrue();
        }
    }

    @Test
    void positionsAndPatchesAreAdaptedAndReported() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            ModelFile file = DinoGoldenTest.open("huggingface_dinov2");
            PixioConfig plan = plan(1).withGrid(new PatchGrid(64, 32, 3, 16));

            assertThat(start(file, plan, OptionalInt.empty()).lines())
                    .contains(
                            "the patch projection is resampled from 14 x 14 to 16 x 16 pixels",
                            "positions: interpolated from 3 x 3 to 4 x 2 patches");
        }
    }

    @Test
    void rotaryPositionsFitAnyGrid() throws IOException {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            ModelFile file = DinoGoldenTest.open("huggingface_dinov3");
            PixioConfig plan = plan(1).withGrid(new PatchGrid(40, 24, 3, 8)).withPositions(Positions.SINCOS);

            WarmStart start = start(file, plan, OptionalInt.empty());

            assertThat(start.lines())
                    .contains(
                            "the encoder keeps LayerScale, 4 registers and rotary positions",
                            "layer norms: an epsilon of 1.0E-6, the file's is 1.0E-5",
                            "positions: rotary, the same for any grid; from 4 x 4 to 5 x 3 patches");
            Encoder encoder = start.model().encoder();
            encoder.setNormEpsilon(1e-5);
            Golden golden = golden("huggingface_dinov3");
            Compare.close(
                    "patches",
                    encoder.features(golden.get("pixels_other")).patchTokens(),
                    golden.get("tokens_other").narrow(1, 5, 15),
                    1e-5);
        }
    }

    @Test
    void aModelThatWasTrainedOnIsLoadedWhole() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            ModelFile file = DinoGoldenTest.open("huggingface_dinov2_giant");
            PixioConfig plan = WarmStart.withOptionsOf(file, plan(2), OptionalInt.empty());

            assertThat(plan.encoder().options())
                    .isEqualTo(file.config().encoder().options());
            assertThat(plan.encoder().mlpRatio())
                    .isEqualTo(file.config().encoder().mlpRatio());
            Pixio model = WarmStart.of(file, plan, SEED).model();
            assertThat(Tensors.parameters(model)).containsKey("encoder.blocks.1.layer_scale2.gamma");
            assertThat(model.config()).isEqualTo(plan);
        }
    }

    @Test
    void aPlanWithOptionsKeepsThem() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            ModelFile file = DinoGoldenTest.open(REGISTERS);
            PixioConfig chosen = WarmStart.withOptionsOf(file, plan(1), OptionalInt.of(0));

            assertThat(chosen.encoder().options().registers()).isZero();
            assertThat(WarmStart.withOptionsOf(file, chosen, OptionalInt.empty()))
                    .isEqualTo(chosen);
        }
    }

    @Test
    void aPlanWithoutTheOptionsOfTheFileIsRefused() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            for (String name : List.of("timm_dinov2", "huggingface_dinov3")) {
                ModelFile file = DinoGoldenTest.open(name);
                assertThatThrownBy(() -> WarmStart.of(file, plan(1), SEED))
                        .isInstanceOf(WeightsException.class)
                        .hasMessageStartingWith(file.path() + " has an encoder with LayerScale")
                        .hasMessageEndingWith(
                                "the plan's has no LayerScale, gated MLPs, registers or rotary positions");
            }
        }
    }

    private static Golden golden(String name) {
        return Golden.read("dino/" + name + "/expected.safetensors");
    }
}
