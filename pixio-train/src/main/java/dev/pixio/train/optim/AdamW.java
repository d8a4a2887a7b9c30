package dev.pixio.train.optim;

import dev.pixio.torch.Kernels;
import dev.pixio.torch.Tensors;
import dev.pixio.torch.WorkerThreads;
import dev.pixio.torch.group.ProcessGroup;
import dev.pixio.torch.group.SingleProcess;
import dev.pixio.train.plan.OptimizerPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * AdamW (Loshchilov and Hutter 2019) as one fused kernel call for the parameters of each worker. The moments are tensors that can be
 * saved and loaded.
 *
 * <p>Create it outside of any pointer scope that closes before it. As in PyTorch, a parameter without a gradient is not
 * changed, also not by weight decay.
 */
public final class AdamW implements AutoCloseable {

    /** Added to the square root of the second moment. */
    public static final double EPSILON = 1e-8;

    /** The optimizer state of a parameter: first moment, second moment, step count. */
    private record Moments(Tensor average, Tensor square, Tensor step) {

        /** By the ends of their names in files. */
        Map<String, Tensor> byName() {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            tensors.put(".exp_avg", average);
            tensors.put(".exp_avg_sq", square);
            tensors.put(".step", step);
            return tensors;
        }
    }

    /** A parameter, whether its weights decay, the process that has its moments, and these if that is this process. */
    private record Slot(Tensor parameter, boolean decayed, int owner, Optional<Moments> moments) {}

    private final OptimizerPlan plan;
    private final Map<String, Slot> slots = new LinkedHashMap<>();
    private final Device device; // of the parameters
    private final ProcessGroup group;
    private final ProcessGroup shards; // among which the moments are divided
    private final WorkerThreads workers;
    private final List<List<Slot>> parts; // of all parameters, one per worker
    private final List<List<Slot>> owned; // of those whose moments are here, one per worker

    /**
     * An optimizer for all parameters of a module, with moments of zero on the parameters' device.
     *
     * @param plan betas and weight decay; its learning rate is not used, see {@link #step}
     */
    public AdamW(Module module, OptimizerPlan plan) {
        this(module, plan, SingleProcess.ALONE, false);
    }

    /**
     * An optimizer of one of several processes. All of them call {@link #step}, {@link #state} and {@link #load} together.
     *
     * @param plan betas and weight decay; its learning rate is not used, see {@link #step}
     * @param group the processes
     * @param sharded whether each of them has the moments of some parameters only, about equally many values
     */
    public AdamW(Module module, OptimizerPlan plan, ProcessGroup group, boolean sharded) {
        this.plan = plan;
        this.group = group;
        this.shards = sharded ? group : SingleProcess.ALONE;
        Map<String, Tensor> parameters = Tensors.parameters(module);
        this.device = parameters.values().iterator().next().device().retainReference();
        long values = parameters.values().stream().mapToLong(Tensor::numel).sum();
        long before = 0;
        for (Map.Entry<String, Tensor> named : parameters.entrySet()) {
            Tensor parameter = named.getValue();
            // By the middle of its values, so that the parts differ by less than the largest parameter.
            int owner = (int) ((before + parameter.numel() / 2) * shards.size() / values);
            before += parameter.numel();
            slots.put(
                    named.getKey(),
                    new Slot(
                            parameter,
                            isDecayed(named.getKey(), parameter),
                            owner,
                            owner == shards.rank() ? Optional.of(moments(parameter)) : Optional.empty()));
        }
        this.workers = WorkerThreads.forElements(slots.values().stream().allMatch(slot -> slot.parameter.is_cpu()));
        this.parts = parts(List.copyOf(slots.values()), workers.count());
        this.owned = parts(
                slots.values().stream().filter(slot -> slot.moments.isPresent()).toList(), workers.count());
    }

    private static Moments moments(Tensor parameter) {
        Tensor count = Tensors.zeros(ScalarType.Float);
        return new Moments(
                torch.zeros_like(parameter), torch.zeros_like(parameter), Tensors.to(count, parameter.device()));
    }

    /** Parts with about the same number of values. */
    private static List<List<Slot>> parts(List<Slot> slots, int count) {
        List<List<Slot>> parts = Stream.generate(() -> (List<Slot>) new ArrayList<Slot>())
                .limit(count)
                .toList();
        long values = slots.stream().mapToLong(slot -> slot.parameter.numel()).sum();
        long before = 0;
        for (Slot slot : slots) {
            parts.get((int) (before * count / values)).add(slot);
            before += slot.parameter.numel();
        }
        return parts;
    }

    /** Updates every parameter that has a gradient. */
    public void step(double learningRate) {
        step(learningRate, Kernels.Decision.UPDATE);
    }

    /**
     * Updates every parameter that has a gradient, if the device decides so.
     *
     * @param decision tensors on the parameters' device; the same in all processes
     */
    public void step(double learningRate, Kernels.Decision decision) {
        workers.run(worker -> {
            for (boolean decayed : new boolean[] {true, false}) {
                step(owned.get(worker), decayed, learningRate, decision);
            }
        });
        if (shards.size() > 1) {
            shareParameters();
        }
    }

    /** Sends the parameters that each process has updated to the others. */
    private void shareParameters() {
        for (int owner = 0; owner < shards.size(); owner++) {
            int from = owner;
            List<Tensor> updated = slots.values().stream()
                    .filter(slot -> slot.owner == from && slot.parameter.grad().defined())
                    .map(Slot::parameter)
                    .toList();
            try (PointerScope scope = new PointerScope();
                    NoGradGuard noGrad = new NoGradGuard()) {
                for (Tensor parameter : updated) {
                    Tensor values = parameter.detach(); // parameters are contiguous
                    shards.broadcast(values, from);
                    if (from != shards.rank()) {
                        Tensors.changed(parameter);
                    }
                }
            }
        }
    }

    private void step(List<Slot> part, boolean decayed, double learningRate, Kernels.Decision decision) {
        try (PointerScope scope = new PointerScope()) {
            List<Tensor> parameters = new ArrayList<>();
            List<Tensor> gradients = new ArrayList<>();
            List<Tensor> averages = new ArrayList<>();
            List<Tensor> squares = new ArrayList<>();
            List<Tensor> steps = new ArrayList<>();
            for (Slot slot : part) {
                Tensor gradient = slot.parameter.grad();
                if (slot.decayed == decayed && gradient.defined()) {
                    Moments moments = slot.moments.orElseThrow();
                    parameters.add(slot.parameter.detach()); // shares the version counter as well
                    gradients.add(gradient);
                    averages.add(moments.average);
                    squares.add(moments.square);
                    steps.add(moments.step);
                }
            }
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
                        EPSILON,
                        decision);
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
        double norm;
        try (Tensor queued = gradientNorm()) {
            norm = queued.item_double();
        }
        if (limit > 0 && norm > limit) {
            workers.run(worker -> scale(parts.get(worker), limit / norm));
        }
        return norm;
    }

    /**
     * The norm of all gradients, without waiting for a GPU.
     *
     * @return a double scalar on the parameters' device, the same in all processes; the caller closes it
     */
    public Tensor gradientNorm() {
        Tensor[] norms = new Tensor[parts.size()];
        workers.run(worker -> norms[worker] = norm(parts.get(worker)));
        try {
            Tensor norm = Kernels.totalNorm(List.of(norms));
            // Of the first process: another number of workers rounds differently, and all processes must scale alike.
            group.broadcast(norm, 0);
            return norm;
        } finally {
            Arrays.stream(norms).forEach(Tensor::close);
        }
    }

    private Tensor norm(List<Slot> part) {
        try (PointerScope scope = new PointerScope()) {
            List<Tensor> gradients = gradients(part);
            return gradients.isEmpty()
                    ? Tensors.keep(Tensors.zeros(ScalarType.Float, device))
                    : Kernels.normOf(gradients);
        }
    }

    private static void scale(List<Slot> part, double factor) {
        try (PointerScope scope = new PointerScope()) {
            Kernels.multiply(gradients(part), factor);
        }
    }

    /** Of the parameters that have one. */
    private static List<Tensor> gradients(List<Slot> part) {
        return part.stream()
                .map(slot -> slot.parameter.grad())
                .filter(Tensor::defined)
                .toList();
    }

    /**
     * The optimizer state to save: for each parameter its two moments and its step count, named by the parameter
     * followed by {@code .exp_avg}, {@code .exp_avg_sq} and {@code .step} as in PyTorch.
     *
     * @return float tensors on the parameters' device: those here belong to the optimizer, those of other processes, which only
     *     process 0 receives, to the caller's pointer scope
     */
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        slots.forEach((name, slot) -> {
            if (slot.moments.isPresent()) {
                slot.moments.get().byName().forEach((end, tensor) -> {
                    shards.broadcast(tensor, slot.owner);
                    state.put(name + end, tensor);
                });
            } else {
                receive(name, slot, state);
            }
        });
        return state;
    }

    private void receive(String name, Slot slot, Map<String, Tensor> state) {
        moments(slot.parameter).byName().forEach((end, tensor) -> {
            shards.broadcast(tensor, slot.owner);
            if (shards.isFirst()) {
                state.put(name + end, tensor);
            } else {
                tensor.close();
            }
        });
    }

    /**
     * Loads the state of an optimizer of the same model. Process 0 sends it to the others.
     *
     * @param saved by {@link #state}; its tensors are copied. Only that of process 0 is used
     * @throws IllegalArgumentException if a tensor is missing or its shape differs; the state is then unchanged
     */
    public void load(Map<String, Tensor> saved) {
        if (group.isFirst()) {
            slots.forEach((name, slot) -> requireFitting(saved, name, slot.parameter));
        }
        slots.forEach((name, slot) -> {
            try (PointerScope scope = new PointerScope();
                    NoGradGuard noGrad = new NoGradGuard()) {
                Moments moments = slot.moments.orElseGet(() -> moments(slot.parameter));
                moments.byName().forEach((end, tensor) -> {
                    if (group.isFirst()) {
                        tensor.copy_(saved.get(name + end));
                    }
                    group.broadcast(tensor, 0);
                });
            }
        });
    }

    private static void requireFitting(Map<String, Tensor> saved, String parameter, Tensor values) {
        for (String end : List.of(".exp_avg", ".exp_avg_sq", ".step")) {
            String name = parameter + end;
            long[] shape = end.equals(".step") ? new long[0] : Tensors.shape(values);
            Tensor value = saved.get(name);
            if (value == null || !Arrays.equals(Tensors.shape(value), shape)) {
                throw new IllegalArgumentException("the optimizer's " + name
                        + (value == null
                                ? " is missing"
                                : " has the shape " + Tensors.describe(value) + ", the model requires "
                                        + Arrays.toString(shape)));
            }
        }
    }

    /** Bytes of the moments that this process has. */
    public long momentBytes() {
        return slots.values().stream()
                .flatMap(slot -> slot.moments.stream())
                .mapToLong(moments -> moments.average.nbytes() + moments.square.nbytes())
                .sum();
    }

    /** Removes all gradients, as {@code zero_grad(set_to_none=True)} does. */
    public void clearGradients() {
        Tensors.clearGradients(slots.values().stream().map(Slot::parameter).toList());
    }

    @Override
    public void close() {
        workers.close();
        slots.values().stream()
                .flatMap(slot -> slot.moments.stream())
                .flatMap(moments -> moments.byName().values().stream())
                .forEach(Tensor::close);
    }
}
