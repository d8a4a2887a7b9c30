package dev.pixio.downstream.head;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.downstream.ReferenceFile;
import dev.pixio.downstream.task.DenseTask;
import dev.pixio.downstream.task.DepthEstimation;
import dev.pixio.downstream.task.DepthRange;
import dev.pixio.downstream.task.Segmentation;
import dev.pixio.golden.Compare;
import dev.pixio.nn.Initialization;
import dev.pixio.torch.Tensors;
import dev.pixio.train.optim.AdamW;
import dev.pixio.train.plan.OptimizerPlan;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The heads against torch: forward pass, loss, gradients and one step of the optimiser. */
class HeadReferenceTest {

    private static final DptShape SMALL = new DptShape(List.of(8, 12, 16, 16), 8);

    private static DenseHead head(String name, int outputs) {
        return name.startsWith("linear")
                ? new LinearHead(12, outputs, Initialization.NONE)
                : new DptHead(12, outputs, SMALL, Initialization.NONE);
    }

    private static DenseTask task(String name, int outputs) {
        return name.endsWith("depth")
                ? new DepthEstimation(DepthRange.NYU)
                : new Segmentation(List.of("a", "b", "c", "d", "e").subList(0, outputs));
    }

    private static List<Tensor> maps(String name, ReferenceFile reference) {
        return name.startsWith("linear") ? List.of(reference.maps().get(3)) : reference.maps();
    }

    @ParameterizedTest
    @ValueSource(strings = {"linear_segmentation", "linear_depth", "dpt_segmentation", "dpt_depth"})
    void headsComputeWhatTorchComputes(String name) {
        try (PointerScope scope = new PointerScope()) {
            ReferenceFile reference = ReferenceFile.read(name);
            int outputs = (int) reference.number("outputs");
            DenseHead head = head(name, outputs);
            reference.load(head.module());
            Tensor expected = reference.get("inference");

            Tensor scores = head.forward(
                    maps(name, reference), (int) expected.size(2), (int) expected.size(3), Phase.INFERENCE);

            Compare.close("scores", scores, expected, 1e-5);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"linear_segmentation", "linear_depth", "dpt_segmentation", "dpt_depth"})
    void oneStepChangesTheWeightsAsInTorch(String name) {
        try (PointerScope scope = new PointerScope()) {
            ReferenceFile reference = ReferenceFile.read(name);
            int outputs = (int) reference.number("outputs");
            DenseHead head = head(name, outputs);
            reference.load(head.module());
            Tensor expected = reference.get("training");
            OptimizerPlan plan = new OptimizerPlan(2e-4, 0.9, 0.999, 0.01, OptimizerPlan.Decayed.EVERYTHING, 0);
            try (AdamW optimizer = new AdamW(head.module(), plan)) {

                Tensor scores = head.forward(
                        maps(name, reference), (int) expected.size(2), (int) expected.size(3), Phase.TRAINING);
                Tensor loss = task(name, outputs).loss(scores, reference.get("targets"));
                loss.backward();
                optimizer.step(plan.learningRate());

                Compare.close("scores", scores, expected, 1e-5);
                Compare.close("loss", loss, reference.get("loss"), 1e-6);
                reference
                        .state("after.")
                        .forEach((parameter, value) -> Compare.close(
                                parameter, Tensors.state(head.module()).get(parameter), value, 1e-5));
            }
        }
    }

    @Test
    void headsHaveThePublishedNumbersOfParameters() {
        try (PointerScope scope = new PointerScope()) {
            ReferenceFile reference = ReferenceFile.read("maps");

            for (HeadKind kind : HeadKind.values()) {
                DenseHead head = kind.create(384, 150, DptShape.PUBLISHED, Initialization.NONE);

                assertThat(Tensors.parameters(head.module()).values().stream()
                                .mapToLong(Tensor::numel)
                                .sum())
                        .isEqualTo(reference.number(kind.id()));
            }
        }
    }
}
