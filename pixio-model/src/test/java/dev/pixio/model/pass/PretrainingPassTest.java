package dev.pixio.model.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.golden.Compare;
import dev.pixio.golden.Golden;
import dev.pixio.model.GridMask;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.Activations;
import dev.pixio.model.pass.BlockStack.Gradients;
import dev.pixio.nn.DropPath;
import dev.pixio.nn.Positions;
import dev.pixio.nn.explicit.ExplicitBlock;
import dev.pixio.torch.Precision;
import dev.pixio.torch.RandomStream;
import dev.pixio.torch.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compared with lightly's gradients, and with those that autograd computes for the whole model at once. */
class PretrainingPassTest {

    @ParameterizedTest
    @CsvSource({
        "cell2, EXPLICIT, KEPT",
        "cell4, EXPLICIT, KEPT",
        "cell4, EXPLICIT, RECOMPUTED",
        "cell4, AUTOGRAD, KEPT",
        "cell4, AUTOGRAD, RECOMPUTED"
    })
    void everyGradientIsLightlys(String size, Gradients gradients, Activations activations) {
        try (PointerScope scope = new PointerScope()) {
            Pixio model = Golden.model(size, Positions.LEARNED);
            Golden golden = Golden.read(size + "/forward.safetensors");

            double loss = accumulate(model, golden, Precision.FP32, activations, gradients, DropPath.NONE, 1);

            assertThat(loss).isCloseTo(golden.get("loss").item_double(), within(1e-5));
            Map<String, Tensor> expected =
                    Golden.read(size + "/gradients.safetensors").byPixioNames();
            expected.putAll(
                    Golden.read(size + "/gradients_positions.safetensors").byPixioNames());
            assertClose(gradients(model), expected, 1e-5);
        }
    }

    @ParameterizedTest
    @CsvSource({"EXPLICIT, KEPT", "EXPLICIT, RECOMPUTED", "AUTOGRAD, RECOMPUTED"})
    void gradientsWithDropPathAreThoseOfTheWholeModel(Gradients gradients, Activations activations) {
        try (PointerScope scope = new PointerScope()) {
            Golden golden = Golden.read("cell2/forward.safetensors");
            Pixio whole = Golden.model("cell2", Positions.LEARNED);
            Pixio staged = Golden.model("cell2", Positions.LEARNED);
            DropPath dropPath = dropPath(golden, whole);

            whole.forward(golden.get("images"), mask(whole, golden), dropPath)
                    .loss()
                    .backward();
            accumulate(staged, golden, Precision.FP32, activations, gradients, dropPath, 1);

            assertClose(gradients(staged), gradients(whole), 1e-5);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, EXPLICIT, KEPT",
        "1, EXPLICIT, KEPT",
        "2, EXPLICIT, KEPT",
        "1, EXPLICIT, RECOMPUTED",
        "1, AUTOGRAD, KEPT",
        "2, AUTOGRAD, KEPT",
        "1, AUTOGRAD, RECOMPUTED"
    })
    void trainedParametersGetTheGradientsOfTheFullPass(int fixed, Gradients gradients, Activations activations) {
        try (PointerScope scope = new PointerScope()) {
            Golden golden = Golden.read("cell2/forward.safetensors");
            Pixio full = Golden.model("cell2", Positions.LEARNED);
            Pixio part = Golden.model("cell2", Positions.LEARNED);
            Tensors.parameters(part).forEach((name, parameter) -> parameter.requires_grad_(!isFixed(name, fixed)));
            DropPath dropPath = dropPath(golden, full);

            double loss = accumulate(full, golden, Precision.FP32, activations, gradients, dropPath, 1);
            double same = accumulate(part, golden, Precision.FP32, activations, gradients, dropPath, 1);

            assertThat(same).isEqualTo(loss);
            Map<String, Tensor> expected = gradients(full);
            gradients(part).forEach((name, gradient) -> {
                if (isFixed(name, fixed)) {
                    assertThat(gradient.defined()).as(name).isFalse();
                } else {
                    Compare.close(name, gradient, expected.getOrDefault(name, gradient), 0);
                }
            });
        }
    }

    /** Projection, tokens, positions and the first blocks; with both blocks the final norm, too. */
    private static boolean isFixed(String name, int fixed) {
        if (name.startsWith("encoder.blocks.")) {
            return Integer.parseInt(name.split("\\.", -1)[2]) < fixed;
        }
        return name.startsWith("encoder.") && (fixed == 2 || (fixed > 0 && !name.startsWith("encoder.norm.")));
    }

    @Test
    void theBackwardPassEndsAfterTheFixedBlocks() {
        GradientStage doubling = new GradientStage() {
            @Override
            public Tensor forward(Tensor tokens) {
                return Tensors.keep(tokens);
            }

            @Override
            public Tensor backward(Tensor gradient) {
                return Tensors.keep(gradient.mul(new Scalar(2.0)));
            }

            @Override
            public void release() {}
        };
        try (PointerScope scope = new PointerScope()) {
            GradientStage chain =
                    new StageChain(List.of(new FixedStage(doubling), new FixedStage(doubling), doubling), 2);
            Tensor one = Tensors.of(new float[] {1}, 1);

            chain.forward(one);

            assertThat(chain.backward(one).item_double()).isEqualTo(2);
            assertThatThrownBy(() -> new FixedStage(doubling).backward(one))
                    .hasMessage("a stage that is not trained has no backward pass");
        }
    }

    @Test
    void gradientsOfPassesAreAdded() {
        try (PointerScope scope = new PointerScope()) {
            Golden golden = Golden.read("cell2/forward.safetensors");
            Pixio once = Golden.model("cell2", Positions.LEARNED);
            Pixio twice = Golden.model("cell2", Positions.LEARNED);

            accumulate(once, golden, Precision.FP32, Activations.KEPT, Gradients.EXPLICIT, DropPath.NONE, 1);
            accumulate(twice, golden, Precision.FP32, Activations.KEPT, Gradients.EXPLICIT, DropPath.NONE, 0.25);
            accumulate(twice, golden, Precision.FP32, Activations.KEPT, Gradients.EXPLICIT, DropPath.NONE, 0.75);

            assertClose(gradients(twice), gradients(once), 1e-5);
        }
    }

    @Test
    void recomputingChangesNoBit() {
        try (PointerScope scope = new PointerScope()) {
            Golden golden = Golden.read("cell4/forward.safetensors");
            for (Gradients gradients : Gradients.values()) {
                for (Precision precision : Precision.values()) {
                    if (!ExplicitBlock.isAvailable(precision.dtype())) {
                        continue; // a processor without bf16
                    }
                    Pixio kept = Golden.model("cell4", Positions.LEARNED);
                    Pixio recomputed = Golden.model("cell4", Positions.LEARNED);

                    accumulate(kept, golden, precision, Activations.KEPT, gradients, DropPath.NONE, 1);
                    accumulate(recomputed, golden, precision, Activations.RECOMPUTED, gradients, DropPath.NONE, 1);

                    assertClose(gradients(recomputed), gradients(kept), 0);
                }
            }
        }
    }

    @Test
    void inBf16ExplicitGradientsAreAsCloseToFp32AsAutocasts() {
        try (PointerScope scope = new PointerScope()) {
            Assumptions.assumeTrue(ExplicitBlock.isAvailable(ScalarType.BFloat16), "skipped: no bf16 here");
            Golden golden = Golden.read("cell4/forward.safetensors");
            Pixio exact = Golden.model("cell4", Positions.LEARNED);
            Pixio explicit = Golden.model("cell4", Positions.LEARNED);
            Pixio autocast = Golden.model("cell4", Positions.LEARNED);

            accumulate(exact, golden, Precision.FP32, Activations.KEPT, Gradients.AUTOGRAD, DropPath.NONE, 1);
            accumulate(explicit, golden, Precision.BF16, Activations.KEPT, Gradients.EXPLICIT, DropPath.NONE, 1);
            accumulate(autocast, golden, Precision.BF16, Activations.KEPT, Gradients.AUTOGRAD, DropPath.NONE, 1);

            double ours = distance(gradients(explicit), gradients(exact));
            assertThat(ours).isPositive().isLessThan(1.2 * distance(gradients(autocast), gradients(exact)));
        }
    }

    @Test
    void aPassUsesWeightsThatWereChangedAfterThePassBefore() {
        try (PointerScope scope = new PointerScope()) {
            Assumptions.assumeTrue(ExplicitBlock.isAvailable(ScalarType.BFloat16), "skipped: no bf16 here");
            Golden golden = Golden.read("cell4/forward.safetensors");
            Pixio moved = Golden.model("cell4", Positions.LEARNED);
            Pixio fresh = Golden.model("cell4", Positions.LEARNED);
            try (PretrainingPass pass =
                    new PretrainingPass(moved, Precision.BF16, Activations.KEPT, Gradients.EXPLICIT)) {
                double before = pass.accumulate(golden.get("images"), mask(moved, golden), DropPath.NONE, 1);
                halve(moved);
                halve(fresh);

                double after = pass.accumulate(golden.get("images"), mask(moved, golden), DropPath.NONE, 1);

                assertThat(after)
                        .isNotEqualTo(before)
                        .isEqualTo(accumulate(
                                fresh, golden, Precision.BF16, Activations.KEPT, Gradients.EXPLICIT, DropPath.NONE, 1));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Gradients.class)
    void theLossIsThatOfTheForwardPass(Gradients gradients) {
        try (PointerScope scope = new PointerScope()) {
            Golden golden = Golden.read("cell4/forward.safetensors");
            Pixio model = Golden.model("cell4", Positions.LEARNED);
            double expected = model.forward(golden.get("images"), mask(model, golden))
                    .loss()
                    .item_double();

            double loss = accumulate(model, golden, Precision.FP32, Activations.KEPT, gradients, DropPath.NONE, 1);

            assertThat(loss).isCloseTo(expected, within(gradients == Gradients.AUTOGRAD ? 0 : 1e-6));
        }
    }

    @Test
    void imagesLargerThanTheModelsGridAreRefused() {
        try (PointerScope scope = new PointerScope()) {
            Pixio model = Golden.model("cell4", Positions.LEARNED);
            Golden golden = Golden.read("cell4/forward.safetensors");
            Tensor larger = Tensors.zeros(ScalarType.Float, golden.get("images").size(0), 3, 128, 128);
            try (PretrainingPass pass = new PretrainingPass(model, Precision.FP32, Activations.KEPT)) {
                assertThatThrownBy(() -> pass.accumulate(larger, mask(model, golden), DropPath.NONE, 1))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("images of Float " + Tensors.describe(larger)
                                + " for a model that takes Float [B, 3, 64, 64]");
                assertThat(pass.accumulate(golden.get("images"), mask(model, golden), DropPath.NONE, 1))
                        .isCloseTo(golden.get("loss").item_double(), within(1e-5));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"blocks.1.", "encoder."})
    void frozenParametersGetNoGradient(String frozen) {
        try (PointerScope scope = new PointerScope()) {
            Golden golden = Golden.read("cell4/forward.safetensors");
            Pixio model = Golden.model("cell4", Positions.LEARNED);
            Tensors.parameters(model).forEach((name, parameter) -> {
                if (name.contains(frozen)) {
                    parameter.requires_grad_(false);
                }
            });

            accumulate(model, golden, Precision.FP32, Activations.KEPT, Gradients.EXPLICIT, DropPath.NONE, 1);

            Tensors.parameters(model)
                    .forEach((name, parameter) ->
                            assertThat(parameter.grad().defined()).as(name).isEqualTo(!name.contains(frozen)));
        }
    }

    private static double accumulate(
            Pixio model,
            Golden golden,
            Precision precision,
            Activations activations,
            Gradients gradients,
            DropPath dropPath,
            double weight) {
        try (PretrainingPass pass = new PretrainingPass(model, precision, activations, gradients)) {
            return pass.accumulate(golden.get("images"), mask(model, golden), dropPath, weight);
        }
    }

    private static void halve(Pixio model) {
        try (NoGradGuard noGrad = new NoGradGuard()) {
            Tensors.parameters(model).values().forEach(parameter -> parameter.mul_(new Scalar(0.5)));
        }
    }

    private static DropPath dropPath(Golden golden, Pixio model) {
        List<RandomStream> streams = LongStream.range(0, golden.get("images").size(0))
                .mapToObj(i -> RandomStream.of(3, "drop path", i))
                .toList();
        return DropPath.draw(0.6, model.config().encoder().depth(), streams, new Device("cpu"));
    }

    private static Map<String, Tensor> gradients(Pixio model) {
        Map<String, Tensor> gradients = new LinkedHashMap<>();
        Tensors.parameters(model).forEach((name, parameter) -> gradients.put(name, parameter.grad()));
        return gradients;
    }

    private static void assertClose(Map<String, Tensor> actual, Map<String, Tensor> expected, double tolerance) {
        assertThat(actual.keySet()).containsExactlyInAnyOrderElementsOf(expected.keySet());
        actual.forEach((name, gradient) -> Compare.relativelyClose(
                "gradient of " + name, gradient, expected.getOrDefault(name, gradient), tolerance));
    }

    private static double distance(Map<String, Tensor> some, Map<String, Tensor> others) {
        return some.entrySet().stream()
                .mapToDouble(entry -> entry.getValue()
                        .sub(others.getOrDefault(entry.getKey(), entry.getValue()))
                        .norm()
                        .item_double())
                .map(norm -> norm * norm)
                .sum();
    }

    private static GridMask mask(Pixio model, Golden golden) {
        return GridMask.fromNoise(
                golden.get("noise"), model.config().grid(), model.config().mask());
    }
}
