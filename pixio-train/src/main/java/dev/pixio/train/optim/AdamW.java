package dev.pixio.train.optim;

import dev.pixio.torch.Kernels;
import dev.pixio.torch.Tensors;
import dev.pixio.torch.group.ProcessGroup;
import dev.pixio.torch.group.SingleProcess;
import dev.pixio.train.optim.update.FlatParameters;
import dev.pixio.train.optim.update.FlatUpdates;
import dev.pixio.train.optim.update.OptimizerSlot;
import dev.pixio.train.optim.update.OptimizerState;
import dev.pixio.train.optim.update.ParameterMemory;
import dev.pixio.train.optim.update.ParameterUpdates;
import dev.pixio.train.optim.update.SeparateUpdates;
import dev.pixio.train.optim.update.UpdateRule;
import dev.pixio.train.plan.OptimizerPlan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * AdamW (Loshchilov and Hutter 2019) as one fused kernel call for the parameters of each worker, or for all of them if they are in one
 * tensor ({@link ParameterMemory}). The moments are tensors that can be saved and loaded.
 *
 * <p>Create it outside of any pointer scope that closes before it. As in PyTorch, a parameter without a gradient is not
 * changed, also not by weight decay.
 */
public final class AdamW implements AutoCloseable {

    /** Added to the square root of the second moment. */
    public static final double EPSILON = ParameterUpdates.EPSILON;

    /** Names of class tokens, registers and positions. */
    private static final Pattern TOKENS = Pattern.compile("(^|\\.)(class_tokens$|registers$|positions\\.)");

    private final OptimizerPlan plan;
    private final ToDoubleFunction<String> rateScale;
    private final Map<String, OptimizerSlot> slots = new LinkedHashMap<>();
    private final ProcessGroup group;
    private final ProcessGroup shards; // among which the moments are divided
    private final ParameterUpdates updates;

    /**
     * An optimizer for all parameters of a module, with moments of zero on the parameters' device.
     *
     * @param plan betas and weight decay; its learning rate is not used, see {@link #step}
     */
    public AdamW(Module module, OptimizerPlan plan) {
        this(module, plan, SingleProcess.ALONE, false, ParameterMemory.SEPARATE);
    }

    /**
     * An optimizer of one of several processes. All of them call {@link #step}, {@link #state} and {@link #load} together.
     *
     * @param plan betas and weight decay; its learning rate is not used, see {@link #step}
     * @param group the processes
     * @param sharded whether each of them has the moments of some parameters only, about equally many values
     * @param memory where parameters and gradients are from now on
     */
    public AdamW(Module module, OptimizerPlan plan, ProcessGroup group, boolean sharded, ParameterMemory memory) {
        this(module, plan, name -> 1, group, sharded, memory);
    }

    /**
     * As {@link #AdamW(Module, OptimizerPlan, ProcessGroup, boolean, ParameterMemory)}, with other learning rates for some parameters.
     *
     * @param rateScale factor of the learning rate of a parameter, by its name
     */
    public AdamW(
            Module module,
            OptimizerPlan plan,
            ToDoubleFunction<String> rateScale,
            ProcessGroup group,
            boolean sharded,
            ParameterMemory memory) {
        this.rateScale = rateScale;
        this.plan = plan;
        this.group = group;
        this.shards = sharded ? group : SingleProcess.ALONE;
        Map<String, Tensor> parameters = Tensors.parameters(module);
        Map<String, Integer> owners = owners(parameters, shards.size());
        Optional<FlatParameters> flat =
                memory == ParameterMemory.FLAT ? Optional.of(flat(parameters, owners)) : Optional.empty();
        parameters.forEach((name, parameter) -> {
            int owner = owners.getOrDefault(name, 0);
            slots.put(
                    name,
                    new OptimizerSlot(
                            parameter,
                            rule(name, parameter),
                            owner,
                            owner == shards.rank()
                                    ? Optional.of(flat.map(all -> all.moments(name))
                                            .orElseGet(() -> OptimizerSlot.Moments.zeros(parameter)))
                                    : Optional.empty()));
        });
        this.updates = flat.<ParameterUpdates>map(FlatUpdates::new)
                .orElseGet(() -> new SeparateUpdates(List.copyOf(slots.values())));
    }

    /** By the middle of the values of a parameter, so that the parts differ by less than the largest one. */
    private static Map<String, Integer> owners(Map<String, Tensor> parameters, int processes) {
        long values = parameters.values().stream().mapToLong(Tensor::numel).sum();
        Map<String, Integer> owners = new LinkedHashMap<>();
        long before = 0;
        for (Map.Entry<String, Tensor> named : parameters.entrySet()) {
            long count = named.getValue().numel();
            owners.put(named.getKey(), (int) ((before + count / 2) * processes / values));
            before += count;
        }
        return owners;
    }

    private FlatParameters flat(Map<String, Tensor> parameters, Map<String, Integer> owners) {
        return new FlatParameters(parameters.entrySet().stream()
                .map(named -> new FlatParameters.Member(
                        named.getKey(),
                        named.getValue(),
                        rule(named.getKey(), named.getValue()),
                        owners.getOrDefault(named.getKey(), 0) == shards.rank()))
                .toList());
    }

    private UpdateRule rule(String name, Tensor parameter) {
        return new UpdateRule(isDecayed(name, parameter), rateScale.applyAsDouble(name));
    }

    private boolean isDecayed(String name, Tensor parameter) {
        boolean isMatrix = parameter.dim() > 1 && !name.endsWith("bias");
        return switch (plan.decayed()) {
            case EVERYTHING -> true;
            case MATRICES -> isMatrix;
            case LAYERS -> isMatrix && !TOKENS.matcher(name).find();
        };
    }

    /**
     * Prepares the memory of gradients for the parameters that are trained now ({@code requires_grad}). Call it before the gradients of
     * a batch are computed.
     */
    public void prepareGradients() {
        updates.prepare();
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
        updates.step(plan, learningRate, decision);
        if (shards.size() > 1) {
            shareParameters();
        }
    }

    /** Sends the parameters that each process has updated to the others. */
    private void shareParameters() {
        for (int owner = 0; owner < shards.size(); owner++) {
            int from = owner;
            List<Tensor> updated = slots.values().stream()
                    .filter(slot ->
                            slot.owner() == from && slot.parameter().grad().defined())
                    .map(OptimizerSlot::parameter)
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
            updates.scale(limit / norm);
        }
        return norm;
    }

    /**
     * The norm of all gradients, without waiting for a GPU.
     *
     * @return a double scalar on the parameters' device, the same in all processes; the caller closes it
     */
    public Tensor gradientNorm() {
        Tensor norm = updates.norm();
        // Of the first process: another number of workers rounds differently, and all processes must scale alike.
        group.broadcast(norm, 0);
        return norm;
    }

    /**
     * The optimizer state to save: for each parameter its two moments and its step count, named by the parameter
     * followed by {@code .exp_avg}, {@code .exp_avg_sq} and {@code .step} as in PyTorch.
     *
     * @return float tensors on the parameters' device: those here belong to the optimizer, those of other processes, which only
     *     process 0 receives, to the caller's pointer scope
     */
    public Map<String, Tensor> state() {
        return new OptimizerState(slots, group, shards).gather();
    }

    /**
     * Loads the state of an optimizer of the same model. Process 0 sends it to the others.
     *
     * @param saved by {@link #state}; its tensors are copied. Only that of process 0 is used
     * @throws IllegalArgumentException if a tensor is missing or its shape differs; the state is then unchanged
     */
    public void load(Map<String, Tensor> saved) {
        new OptimizerState(slots, group, shards).load(saved);
        updates.loaded();
    }

    /** Bytes of the moments that this process has. */
    public long momentBytes() {
        return slots.values().stream()
                .flatMap(slot -> slot.moments().stream())
                .mapToLong(
                        moments -> moments.average().nbytes() + moments.square().nbytes())
                .sum();
    }

    /** Removes all gradients, as {@code zero_grad(set_to_none=True)} does; in flat memory, sets them to zero. */
    public void clearGradients() {
        updates.clear();
    }

    @Override
    public void close() {
        slots.values().stream()
                .flatMap(slot -> slot.moments().stream())
                .flatMap(moments -> moments.byName().values().stream())
                .forEach(Tensor::close);
        updates.close();
    }
}
