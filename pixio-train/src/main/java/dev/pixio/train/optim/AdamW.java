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
 * AdamW (Loshchilov and Hutter 2019) as one fused kernel call for all parameters. The moments are tensors that can be
 * saved and loaded.
 *
 * <p>Create it outside of any pointer scope that closes before it. As in PyTorch, a parameter without a gradient is not
 * changed, also not by weight decay.
 */
public final class AdamW implements AutoCloseable {

    /** Added to the square root of the second moment. */
    public static final double EPSILON = 1e-8;

    /** A parameter and its optimizer state: first moment, second moment, step count. */
    private record Slot(Tensor parameter, Tensor average, Tensor square, Tensor step) {}

    private final OptimizerPlan plan;
    private final Map<String, Slot> slots = new LinkedHashMap<>();

    /**
     * An optimizer for all parameters of a module, with moments of zero on the parameters' device.
     *
     * @param plan betas and weight decay; its learning rate is not used, see {@link #step}
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

    /** Updates every parameter that has a gradient. */
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
                    parameters.add(slot.parameter.detach()); // shares the version counter as well
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
     * Scales all gradients so that their total norm is at most a limit.
     *
     * @param limit the largest norm, or 0 to scale nothing
     * @return the norm of all gradients before scaling
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
     * The optimizer state to save: for each parameter its two moments and its step count, named by the parameter
     * followed by {@code .exp_avg}, {@code .exp_avg_sq} and {@code .step} as in PyTorch.
     *
     * @return float tensors on the parameters' device; they belong to the optimizer
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
     * Loads the state of an optimizer of the same model.
     *
     * @param saved by {@link #state}; its tensors are copied
     * @throws IllegalArgumentException if a tensor is missing or its shape differs; the state is then unchanged
     */
    public void load(Map<String, Tensor> saved) {
        Map<String, Tensor> own = state();
        own.forEach((name, tensor) -> {
            Tensor value = saved.get(name);
            if (value == null || !Arrays.equals(Tensors.shape(value), Tensors.shape(tensor))) {
                throw new IllegalArgumentException("the optimizer's " + name
                        + (value == null
                                ? " is missing"
                                : " has the shape " + Tensors.describe(value) + ", the model requires "
                                        + Tensors.describe(tensor)));
            }
        });
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            own.forEach((name, tensor) -> tensor.copy_(saved.get(name)));
        }
    }

    /** Removes all gradients, as {@code zero_grad(set_to_none=True)} does. */
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
