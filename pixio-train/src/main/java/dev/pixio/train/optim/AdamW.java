package dev.pixio.train.optim;

import dev.pixio.torch.Kernels;
import dev.pixio.torch.Tensors;
import dev.pixio.train.plan.OptimizerPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * AdamW (Loshchilov and Hutter 2019) in one fused call for all parameters, with the moments in plain sight as tensors.
 *
 * <p>Make it outside of any pointer scope that closes before it. A parameter without a gradient is left alone, decay
 * included, as PyTorch does.
 */
public final class AdamW implements AutoCloseable {

    /** Added to the root of the second moment. */
    public static final double EPSILON = 1e-8;

    /** One parameter and what the optimizer knows of it. */
    private record Slot(Tensor parameter, Tensor average, Tensor square, Tensor step) {}

    private final OptimizerPlan plan;
    private final Map<String, Slot> slots = new LinkedHashMap<>();

    /**
     * An optimizer for all parameters of a module, with moments of zero on the parameters' device.
     *
     * @param plan moments' decay and weight decay; its learning rate is not used, see {@link #step}
     */
    public AdamW(Module module, OptimizerPlan plan) {
        this.plan = plan;
        Tensors.parameters(module).forEach((name, parameter) -> {
            Tensor count = Tensors.zeros(ScalarType.Float);
            slots.put(
                    name,
                    new Slot(
                            parameter,
                            torch.zeros_like(parameter),
                            torch.zeros_like(parameter),
                            Tensors.to(count, parameter.device())));
        });
    }

    /** Moves every parameter that has a gradient by one step. */
    public void step(double learningRate) {
        for (boolean decayed : new boolean[] {true, false}) {
            step(decayed, learningRate);
        }
    }

    private void step(boolean decayed, double learningRate) {
        try (PointerScope scope = new PointerScope()) {
            List<Tensor> parameters = new ArrayList<>();
            List<Tensor> gradients = new ArrayList<>();
            List<Tensor> averages = new ArrayList<>();
            List<Tensor> squares = new ArrayList<>();
            List<Tensor> steps = new ArrayList<>();
            slots.forEach((name, slot) -> {
                Tensor gradient = slot.parameter.grad();
                if (gradient.defined() && isDecayed(name, slot.parameter) == decayed) {
                    parameters.add(slot.parameter.detach()); // shares its version, too
                    gradients.add(gradient);
                    averages.add(slot.average);
                    squares.add(slot.square);
                    steps.add(slot.step);
                }
            });
            if (!parameters.isEmpty()) {
                Kernels.fusedAdamW(
                        parameters,
                        gradients,
                        averages,
                        squares,
                        steps,
                        learningRate,
                        plan.beta1(),
                        plan.beta2(),
                        decayed ? plan.weightDecay() : 0,
                        EPSILON);
                parameters.forEach(Tensors::changed);
            }
        }
    }

    private boolean isDecayed(String name, Tensor parameter) {
        return plan.decayed() == OptimizerPlan.Decayed.EVERYTHING || (parameter.dim() > 1 && !name.endsWith("bias"));
    }

    /**
     * The norm of all gradients together; scales them down to the limit where it is larger.
     *
     * @param limit the largest norm to leave, or 0 to leave every norm
     * @return the norm before scaling
     */
    public double clipGradients(double limit) {
        try (PointerScope scope = new PointerScope()) {
            List<Tensor> gradients = slots.values().stream()
                    .map(slot -> slot.parameter.grad())
                    .filter(Tensor::defined)
                    .toList();
            double norm = Kernels.norm(gradients);
            if (limit > 0 && norm > limit) {
                Kernels.multiply(gradients, limit / norm);
            }
            return norm;
        }
    }

    /**
     * What it knows, to be saved: for each parameter its two moments and the steps it took, under PyTorch's names {@code
     * exp_avg}, {@code exp_avg_sq} and {@code step} after the parameter's own.
     *
     * @return float tensors on the parameters' device, the optimizer's own
     */
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        slots.forEach((name, slot) -> {
            state.put(name + ".exp_avg", slot.average);
            state.put(name + ".exp_avg_sq", slot.square);
            state.put(name + ".step", slot.step);
        });
        return state;
    }

    /**
     * Goes on from what another of the same model knew.
     *
     * @param saved by {@link #state}; copied
     * @throws IllegalArgumentException if a tensor is missing or has another shape; nothing is changed then
     */
    public void load(Map<String, Tensor> saved) {
        Map<String, Tensor> own = state();
        own.forEach((name, tensor) -> {
            Tensor value = saved.get(name);
            if (value == null || !Arrays.equals(Tensors.shape(value), Tensors.shape(tensor))) {
                throw new IllegalArgumentException("the optimizer's " + name
                        + (value == null
                                ? " is missing"
                                : " has the shape " + Tensors.describe(value) + ", where the model has "
                                        + Tensors.describe(tensor)));
            }
        });
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            own.forEach((name, tensor) -> tensor.copy_(saved.get(name)));
        }
    }

    /** Forgets all gradients, so that the next ones need no zeros to add to. */
    public void clearGradients() {
        Tensors.clearGradients(slots.values().stream().map(Slot::parameter).toList());
    }

    @Override
    public void close() {
        for (Slot slot : slots.values()) {
            slot.average.close();
            slot.square.close();
            slot.step.close();
        }
    }
}
