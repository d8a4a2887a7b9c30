package dev.pixio.train.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.model.Pixio;
import dev.pixio.torch.Kernels;
import dev.pixio.torch.Tensors;
import dev.pixio.torch.TestDevice;
import dev.pixio.torch.group.SingleProcess;
import dev.pixio.train.TinyRuns;
import dev.pixio.train.optim.update.ParameterMemory;
import dev.pixio.train.plan.OptimizerPlan;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Parameters in a few tensors are updated as parameters in one tensor each, on any device. */
class FlatMemoryTest {

    private static final OptimizerPlan PLAN =
            new OptimizerPlan(1e-2, 0.9, 0.95, 0.05, OptimizerPlan.Decayed.MATRICES, 0);

    private final Deque<Runnable> opened = new ArrayDeque<>();
    private Pixio separate;
    private Pixio flat;
    private AdamW expected;
    private AdamW found;

    Device device() {
        return TestDevice.chosen();
    }

    @BeforeEach
    void create() {
        Device device = device();
        PointerScope scope = new PointerScope();
        opened.push(scope::close);
        separate = TestDevice.on(device, new Pixio(TinyRuns.config(0), 0));
        flat = TestDevice.on(device, new Pixio(TinyRuns.config(0), 0));
        expected = optimizer(separate, ParameterMemory.SEPARATE);
        opened.push(expected::close);
        found = optimizer(flat, ParameterMemory.FLAT);
        opened.push(found::close);
    }

    private static AdamW optimizer(Pixio model, ParameterMemory memory) {
        return new AdamW(model, PLAN, SingleProcess.ALONE, false, memory);
    }

    @AfterEach
    void close() {
        opened.forEach(Runnable::run);
    }

    /** One step of both, with the same random gradients for what is trained. */
    private void step(int seed) {
        for (AdamW optimizer : new AdamW[] {expected, found}) {
            optimizer.prepareGradients();
            torch.manual_seed(seed);
            Tensors.parameters(optimizer == expected ? separate : flat).values().stream()
                    .filter(Tensor::requires_grad)
                    .forEach(parameter ->
                            add(parameter, torch.randn_like(parameter).detach()));
            optimizer.step(1e-2);
            optimizer.clearGradients();
        }
    }

    /** As a backward pass does. */
    private static void add(Tensor parameter, Tensor gradient) {
        if (parameter.grad().defined()) {
            parameter.grad().add_(gradient);
        } else {
            parameter.mutable_grad().put(gradient);
        }
    }

    private static void train(Pixio model, String prefix, boolean trained) {
        Tensors.parameters(model).forEach((name, parameter) -> {
            if (name.startsWith(prefix)) {
                parameter.requires_grad_(trained);
            }
        });
    }

    private void assertSame() {
        assertSame(Tensors.parameters(flat), Tensors.parameters(separate));
        assertSame(found.state(), expected.state());
    }

    private static void assertSame(Map<String, Tensor> found, Map<String, Tensor> expected) {
        assertThat(new TreeSet<>(found.keySet())).isEqualTo(new TreeSet<>(expected.keySet()));
        expected.forEach((name, tensor) -> assertThat(Objects.requireNonNull(found.get(name))
                        .sub(tensor)
                        .abs()
                        .max()
                        .item_double())
                .as(name)
                .isLessThan(1e-6));
    }

    @Test
    void stepsAreTheSame() {
        step(1);
        step(2);
        assertSame();
    }

    @Test
    void parametersThatAreTrainedLaterCountTheirOwnSteps() {
        train(separate, "encoder.blocks.1", false);
        train(flat, "encoder.blocks.1", false);
        step(1);
        step(2);
        train(separate, "encoder.blocks.1", true);
        train(flat, "encoder.blocks.1", true);
        step(3);

        assertSame();
        assertThat(steps("encoder.blocks.1.")).isEqualTo(1);
        assertThat(steps("encoder.blocks.0.")).isEqualTo(3);
    }

    private double steps(String prefix) {
        return found.state().entrySet().stream()
                .filter(named ->
                        named.getKey().startsWith(prefix) && named.getKey().endsWith(".step"))
                .mapToDouble(named -> named.getValue().item_double())
                .distinct()
                .sum();
    }

    @Test
    void stateOfOneMemoryContinuesInTheOther() {
        step(1);
        Map<String, Tensor> saved = new LinkedHashMap<>();
        expected.state().forEach((name, tensor) -> saved.put(name, tensor.clone()));
        step(2);
        found.load(saved);
        expected.load(saved);
        Tensors.parameters(flat)
                .forEach((name, parameter) -> parameter
                        .detach()
                        .copy_(Tensors.parameters(separate)
                                .getOrDefault(name, parameter)
                                .detach()));

        step(3);

        assertSame();
        assertThat(steps("encoder.")).isEqualTo(2);
    }

    @Test
    void gradientsStayInTheirPlaces() {
        Tensor parameter = flat.encoder().classTokens();
        found.prepareGradients();
        long before = parameter.grad().data_ptr().address();
        step(1);

        assertThat(parameter.grad().data_ptr().address()).isEqualTo(before);
        assertThat(parameter.grad().abs().max().item_double()).isZero();
    }

    @Test
    void gradientsThatWereRemovedArePreparedAgain() {
        found.prepareGradients();
        Tensor parameter = flat.encoder().classTokens();
        parameter.grad().fill_(new Scalar(5));
        Tensors.clearGradients(Tensors.parameters(flat).values()); // as after a trial
        step(1);
        step(2);

        assertSame();
    }

    @Test
    void theNormIsThatOfAllGradients() {
        found.prepareGradients();
        double squares = 0;
        torch.manual_seed(4);
        for (Tensor parameter : Tensors.parameters(flat).values()) {
            if (parameter.requires_grad()) {
                parameter.grad().copy_(torch.randn_like(parameter).detach());
                squares += Math.pow(parameter.grad().norm().item_double(), 2);
            }
        }

        double norm = found.clipGradients(1.5);

        assertThat(norm).isCloseTo(Math.sqrt(squares), within(1e-4 * norm));
        assertThat(found.clipGradients(0)).isCloseTo(1.5, within(1e-4));
    }

    @Test
    void aStepThatDoesNotCountLeavesEverything() {
        step(1);
        Map<String, float[]> before = values();
        found.prepareGradients();
        flat.encoder().classTokens().grad().fill_(new Scalar(Double.NaN));
        try (Tensor norm = found.gradientNorm();
                Kernels.Decision decision = Kernels.Decision.of(torch.ones_like(norm), norm, 1)) {
            found.step(1e-2, decision);
        }

        values().forEach((name, value) -> assertThat(value).as(name).isEqualTo(before.get(name)));
    }

    private Map<String, float[]> values() {
        Map<String, float[]> values = new LinkedHashMap<>();
        Tensors.parameters(flat).forEach((name, tensor) -> values.put(name, Tensors.toFloats(tensor)));
        found.state().forEach((name, tensor) -> values.put(name, Tensors.toFloats(tensor)));
        return values;
    }
}
