package dev.pixio.train.optim.update;

import dev.pixio.torch.Kernels;
import dev.pixio.torch.Tensors;
import dev.pixio.torch.WorkerThreads;
import dev.pixio.train.plan.OptimizerPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Parameters in a tensor each ({@link ParameterMemory#SEPARATE}), divided among workers. */
public final class SeparateUpdates implements ParameterUpdates {

    private final WorkerThreads workers;
    private final List<UpdateRule> rules;
    private final List<OptimizerSlot> slots;
    private final List<List<OptimizerSlot>> parts; // of all parameters, one per worker
    private final List<List<OptimizerSlot>> owned; // of those whose moments are here, one per worker

    /** @param slots of all parameters */
    public SeparateUpdates(List<OptimizerSlot> slots) {
        this.slots = slots;
        this.rules = UpdateRule.distinct(slots.stream().map(OptimizerSlot::rule).toList());
        this.workers = WorkerThreads.forElements(
                slots.stream().allMatch(slot -> slot.parameter().is_cpu()));
        this.parts = parts(slots, workers.count());
        this.owned =
                parts(slots.stream().filter(slot -> slot.moments().isPresent()).toList(), workers.count());
    }

    /** Parts with about the same number of values. */
    private static List<List<OptimizerSlot>> parts(List<OptimizerSlot> slots, int count) {
        List<List<OptimizerSlot>> parts = Stream.generate(() -> (List<OptimizerSlot>) new ArrayList<OptimizerSlot>())
                .limit(count)
                .toList();
        long values = slots.stream().mapToLong(slot -> slot.parameter().numel()).sum();
        long before = 0;
        for (OptimizerSlot slot : slots) {
            parts.get((int) (before * count / values)).add(slot);
            before += slot.parameter().numel();
        }
        return parts;
    }

    @Override
    public void prepare() {
        // A backward pass makes gradients where none are.
    }

    @Override
    public Tensor norm() {
        Tensor[] norms = new Tensor[parts.size()];
        workers.run(worker -> norms[worker] = norm(parts.get(worker)));
        try {
            return Kernels.totalNorm(List.of(norms));
        } finally {
            Arrays.stream(norms).forEach(Tensor::close);
        }
    }

    private Tensor norm(List<OptimizerSlot> part) {
        try (PointerScope scope = new PointerScope()) {
            List<Tensor> gradients = gradients(part);
            return gradients.isEmpty()
                    ? Tensors.keep(Tensors.zeros(
                            ScalarType.Float, slots.get(0).parameter().device()))
                    : Kernels.normOf(gradients);
        }
    }

    @Override
    public void scale(double factor) {
        workers.run(worker -> {
            try (PointerScope scope = new PointerScope()) {
                Kernels.multiply(gradients(parts.get(worker)), factor);
            }
        });
    }

    /** Of the parameters that have one. */
    private static List<Tensor> gradients(List<OptimizerSlot> part) {
        return part.stream()
                .map(slot -> slot.parameter().grad())
                .filter(Tensor::defined)
                .toList();
    }

    @Override
    public void step(OptimizerPlan plan, double learningRate, Kernels.Decision decision) {
        workers.run(worker -> {
            for (UpdateRule rule : rules) {
                step(owned.get(worker), rule, plan, learningRate, decision);
            }
        });
    }

    private static void step(
            List<OptimizerSlot> part,
            UpdateRule rule,
            OptimizerPlan plan,
            double learningRate,
            Kernels.Decision decision) {
        try (PointerScope scope = new PointerScope()) {
            List<Tensor> parameters = new ArrayList<>();
            List<Tensor> gradients = new ArrayList<>();
            List<Tensor> averages = new ArrayList<>();
            List<Tensor> squares = new ArrayList<>();
            List<Tensor> steps = new ArrayList<>();
            for (OptimizerSlot slot : part) {
                Tensor gradient = slot.parameter().grad();
                if (slot.rule().equals(rule) && gradient.defined()) {
                    OptimizerSlot.Moments moments = slot.moments().orElseThrow();
                    parameters.add(slot.parameter().detach()); // shares the version counter as well
                    gradients.add(gradient);
                    averages.add(moments.average());
                    squares.add(moments.square());
                    steps.add(moments.step());
                }
            }
            if (!parameters.isEmpty()) {
                Kernels.fusedAdamW(
                        parameters,
                        gradients,
                        averages,
                        squares,
                        steps,
                        steps,
                        learningRate * rule.rateScale(),
                        plan.beta1(),
                        plan.beta2(),
                        rule.decayed() ? plan.weightDecay() : 0,
                        EPSILON,
                        decision);
                parameters.forEach(Tensors::changed);
            }
        }
    }

    @Override
    public void clear() {
        Tensors.clearGradients(slots.stream().map(OptimizerSlot::parameter).toList());
    }

    @Override
    public void loaded() {
        // They are where they were.
    }

    @Override
    public void close() {
        workers.close();
    }
}
