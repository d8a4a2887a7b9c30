package dev.pixio.train.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.model.Pixio;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.Tensors;
import dev.pixio.torch.group.GroupOfThreads;
import dev.pixio.torch.group.ProcessGroup;
import dev.pixio.train.TinyRuns;
import dev.pixio.train.optim.update.ParameterMemory;
import dev.pixio.train.plan.OptimizerPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The parts of the parameters that workers update. */
class AdamWTest {

    private static final OptimizerPlan PLAN =
            new OptimizerPlan(1e-2, 0.9, 0.95, 0.05, OptimizerPlan.Decayed.MATRICES, 0);

    /** Without a gradient. */
    private static final String FROZEN = "encoder.norm.weight";

    private final int threads = Libtorch.threads();
    private PointerScope scope;
    private Pixio model;

    @BeforeEach
    void createModel() {
        scope = new PointerScope();
        model = new Pixio(TinyRuns.config(0), 0);
        torch.manual_seed(2);
        Tensors.parameters(model).forEach((name, parameter) -> {
            if (!name.equals(FROZEN)) {
                parameter.mutable_grad().put(torch.randn_like(parameter));
            }
        });
    }

    @AfterEach
    void restoreThreads() {
        scope.close();
        Libtorch.setThreads(threads);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 7})
    void processesDivideTheMomentsEvenly(int processes) {
        List<Long> bytes = new ArrayList<>();
        for (ProcessGroup group : GroupOfThreads.of(processes)) {
            try (AdamW optimizer = new AdamW(model, PLAN, group, true, ParameterMemory.SEPARATE)) {
                bytes.add(optimizer.momentBytes());
            }
        }
        long all;
        try (AdamW whole = new AdamW(model, PLAN)) {
            all = whole.momentBytes();
        }
        long largest = Tensors.parameters(model).values().stream()
                .mapToLong(parameter -> 2 * parameter.nbytes())
                .max()
                .orElseThrow();
        assertThat(bytes.stream().mapToLong(Long::longValue).sum()).isEqualTo(all);
        assertThat(bytes)
                .allSatisfy(own -> assertThat(own).isBetween(all / processes - largest, all / processes + largest));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 16})
    void eachParameterIsUpdatedOnce(int workers) {
        Map<String, Tensor> before = copies();
        Libtorch.setThreads(workers);
        try (AdamW optimizer = new AdamW(model, PLAN)) {
            optimizer.step(1e-2);

            Map<String, Tensor> state = optimizer.state();
            Tensors.parameters(model).forEach((name, parameter) -> {
                boolean updated = !name.equals(FROZEN);
                Tensor old = before.getOrDefault(name, parameter);
                assertThat(state.getOrDefault(name + ".step", parameter).item_double())
                        .as(name)
                        .isEqualTo(updated ? 1 : 0);
                assertThat(parameter.equal(old)).as(name).isEqualTo(!updated);
                if (updated) {
                    assertThat(parameter
                                    .sub(expected(name, old, parameter.grad()))
                                    .abs()
                                    .max()
                                    .item_double())
                            .as(name)
                            .isLessThan(1e-6);
                }
            });
        }
    }

    /** The first step of AdamW: each moment divided by its bias is the gradient, and its square. */
    private static Tensor expected(String name, Tensor old, Tensor gradient) {
        double decay = old.dim() > 1 && !name.endsWith("bias") ? 1 - 1e-2 * 0.05 : 1;
        return old.mul(new Scalar(decay))
                .sub(gradient.div(gradient.abs().add(new Scalar(1e-8))).mul(new Scalar(1e-2)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 16})
    void theNormIsThatOfAllGradientsAndTheyAreScaledToTheLimit(int workers) {
        Map<String, Tensor> before = gradients();
        double norm = norm(before);
        Libtorch.setThreads(workers);
        try (AdamW optimizer = new AdamW(model, PLAN)) {
            assertThat(optimizer.clipGradients(2.5)).isCloseTo(norm, within(1e-4 * norm));

            assertThat(norm(gradients())).isCloseTo(2.5, within(1e-4));
            gradients()
                    .forEach((name, gradient) -> assertThat(gradient.sub(
                                            before.getOrDefault(name, gradient).mul(new Scalar(2.5 / norm)))
                                    .abs()
                                    .max()
                                    .item_double())
                            .as(name)
                            .isLessThan(1e-6));
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "1e6"})
    void gradientsWithinTheLimitOrWithoutOneStayAsTheyAre(double limit) {
        Map<String, Tensor> before = gradients();
        try (AdamW optimizer = new AdamW(model, PLAN)) {
            assertThat(optimizer.clipGradients(limit)).isGreaterThan(1);

            gradients()
                    .forEach((name, gradient) -> assertThat(gradient.equal(before.getOrDefault(name, gradient)))
                            .as(name)
                            .isTrue());
        }
    }

    private Map<String, Tensor> copies() {
        Map<String, Tensor> copies = Tensors.parameters(model);
        copies.replaceAll((name, parameter) -> parameter.detach().clone());
        return copies;
    }

    private Map<String, Tensor> gradients() {
        Map<String, Tensor> gradients = Tensors.parameters(model);
        gradients.remove(FROZEN);
        gradients.replaceAll((name, parameter) -> parameter.grad().clone());
        return gradients;
    }

    private static double norm(Map<String, Tensor> tensors) {
        return Math.sqrt(tensors.values().stream()
                .mapToDouble(tensor -> Math.pow(tensor.norm().item_double(), 2))
                .sum());
    }
}
