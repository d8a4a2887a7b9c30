package dev.pixio.model.pass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.golden.Golden;
import dev.pixio.model.GridMask;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.Activations;
import dev.pixio.model.pass.BlockStack.Gradients;
import dev.pixio.nn.DropPath;
import dev.pixio.nn.Positions;
import dev.pixio.torch.Precision;
import dev.pixio.torch.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompletedGradientsTest {

    @Test
    void everyParameterIsInOneGroup() {
        Pixio model = Golden.model("cell4", Positions.LEARNED);
        List<List<Tensor>> groups = ParameterGroups.of(model).groups();

        assertThat(groups).hasSize(ParameterGroups.count(model));
        assertThat(groups.stream().flatMap(List::stream).map(Tensor::data_ptr))
                .containsExactlyInAnyOrderElementsOf(Tensors.parameters(model).values().stream()
                        .map(Tensor::data_ptr)
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({
        "EXPLICIT, KEPT, 0",
        "EXPLICIT, RECOMPUTED, 0",
        "EXPLICIT, KEPT, 1",
        "AUTOGRAD, KEPT, 0",
        "AUTOGRAD, RECOMPUTED, 1"
    })
    void eachGroupIsReportedOnceInOrderAndThenStaysAsItIs(Gradients gradients, Activations activations, int frozen) {
        try (PointerScope scope = new PointerScope()) {
            Pixio model = Golden.model("cell4", Positions.LEARNED);
            freeze(model, frozen);
            Golden golden = Golden.read("cell4/forward.safetensors");
            GridMask mask = GridMask.fromNoise(
                    golden.get("noise"), model.config().grid(), model.config().mask());
            List<List<Tensor>> groups = ParameterGroups.of(model).groups();
            Map<Integer, List<float[]>> reported = new LinkedHashMap<>();

            try (PretrainingPass pass = new PretrainingPass(model, Precision.FP32, activations, gradients)) {
                pass.accumulate(
                        golden.get("images"),
                        mask,
                        DropPath.NONE,
                        1,
                        group -> assertThat(reported.put(group, values(groups.get(group))))
                                .isNull());
            }

            assertThat(List.copyOf(reported.keySet()))
                    .isEqualTo(IntStream.range(0, groups.size()).boxed().toList());
            reported.forEach(
                    (group, then) -> assertThat(values(groups.get(group)).toArray())
                            .as("group %s", group)
                            .isEqualTo(then.toArray()));
            assertThat(reported.values().stream().mapToInt(List::size).sum())
                    .isEqualTo((int) Tensors.parameters(model).values().stream()
                            .filter(Tensor::requires_grad)
                            .count());
        }
    }

    /** Freezes everything before the blocks of the encoder, and some of these. */
    private static void freeze(Pixio model, int blocks) {
        Tensors.parameters(model).forEach((name, parameter) -> {
            boolean first = IntStream.range(0, blocks).anyMatch(i -> name.startsWith("encoder.blocks." + i + "."));
            boolean before = name.startsWith("encoder.") && !name.contains("blocks") && !name.contains("norm");
            if (blocks > 0 && (first || before)) {
                parameter.requires_grad_(false);
            }
        });
    }

    /** Of the gradients that are defined. */
    private static List<float[]> values(List<Tensor> parameters) {
        List<float[]> values = new ArrayList<>();
        for (Tensor parameter : parameters) {
            if (parameter.grad().defined()) {
                values.add(Tensors.toFloats(parameter.grad()));
            }
        }
        return values;
    }
}
