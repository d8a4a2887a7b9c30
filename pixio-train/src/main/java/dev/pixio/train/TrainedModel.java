package dev.pixio.train;

import dev.pixio.torch.Kernels;
import dev.pixio.torch.Tensors;
import dev.pixio.torch.group.ProcessGroup;
import dev.pixio.train.checkpoint.Checkpoint;
import dev.pixio.train.checkpoint.TrainingState;
import dev.pixio.train.group.GroupOptions;
import dev.pixio.train.group.Replicas;
import dev.pixio.train.objective.Objective;
import dev.pixio.train.optim.AdamW;
import dev.pixio.train.optim.ForwardStatistics;
import dev.pixio.train.optim.WeightAverage;
import dev.pixio.train.optim.update.ParameterMemory;
import dev.pixio.train.plan.RunPlan;
import dev.pixio.train.run.TrainingException;
import dev.pixio.weights.LoadReport;
import dev.pixio.weights.safetensors.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;

/**
 * What a run trains, with what an update changes: weights, the moments of the optimizer, statistics of forward passes, and averages
 * of weights. Several processes have the same.
 */
final class TrainedModel implements AutoCloseable {

    private final Objective objective;
    private final Module module;
    private final ProcessGroup group;
    private final GroupOptions options;
    private final AdamW optimizer;
    private final ForwardStatistics statistics;
    private final Optional<WeightAverage> average;

    /**
     * The model before the first step, with memory for moments and gradients.
     *
     * @param objective whose module is on its device and stays open
     * @param group the processes that train together
     * @param memory where parameters and gradients are
     */
    TrainedModel(Objective objective, RunPlan plan, ProcessGroup group, GroupOptions options, ParameterMemory memory) {
        this.objective = objective;
        this.module = objective.module();
        this.group = group;
        this.options = options;
        Deque<Runnable> opened = new ArrayDeque<>();
        try {
            this.optimizer =
                    new AdamW(module, plan.optimizer(), objective::rateScale, group, options.shardOptimizer(), memory);
            opened.push(optimizer::close);
            optimizer.prepareGradients();
            this.statistics = new ForwardStatistics(objective.statistics());
            opened.push(statistics::close);
            double decay = objective.averageDecay();
            this.average = decay > 0 ? Optional.of(new WeightAverage(module, decay)) : Optional.empty();
        } catch (RuntimeException | Error e) {
            opened.forEach(Runnable::run);
            throw e;
        }
    }

    /** Gives the parameters that are trained from now on their gradients. */
    void prepareGradients() {
        optimizer.prepareGradients();
    }

    /** Remembers the statistics as they are before the passes of a batch. */
    void beginBatch() {
        statistics.begin();
    }

    /** Discards what the passes of a batch have left: gradients and changed statistics. */
    void discardBatch() {
        optimizer.clearGradients();
        statistics.restore();
    }

    /** The norm of all gradients, on the device; the caller closes it. */
    Tensor gradientNorm() {
        return optimizer.gradientNorm();
    }

    /**
     * Queues the update of everything that a step changes, and discards the gradients.
     *
     * @param rate learning rate
     * @param decision of the device, whether and how the gradients are used
     * @param step that this update completes
     */
    void update(double rate, Kernels.Decision decision, long step) {
        optimizer.step(rate, decision);
        Replicas.broadcast(group, statistics.tensors());
        statistics.finish(decision);
        average.ifPresent(averages -> averages.update(decision));
        optimizer.clearGradients();
        if (options.checkEvery() > 0 && step % options.checkEvery() == 0) {
            Replicas.requireEqual(group, Tensors.state(module).values(), step);
        }
    }

    /**
     * Runs something while the module has the weights of model files: their averages, if weights are averaged.
     *
     * @throws IOException as the work does
     */
    void withSavedWeights(SavedWeights work) throws IOException {
        average.ifPresent(WeightAverage::exchange);
        try {
            work.run();
        } finally {
            average.ifPresent(WeightAverage::exchange);
        }
    }

    /** Work with the weights of a checkpoint. */
    interface SavedWeights {
        void run() throws IOException;
    }

    /** The contents of a checkpoint with a state; see {@link TrainingSession#snapshot}. */
    SessionSnapshot snapshot(TrainingState state) {
        return SessionSnapshot.of(state, objective, optimizer.state(), average);
    }

    /**
     * Restores the weights and moments of a checkpoint.
     *
     * @param checkpoint of process 0, which sends it to the others
     */
    void restore(Optional<Checkpoint> checkpoint) throws IOException {
        if (checkpoint.isPresent()) {
            try (PointerScope scope = new PointerScope()) {
                LoadReport.copyInto(
                                module,
                                Safetensors.read(checkpoint.get().model()).tensors())
                        .requireComplete(checkpoint.get().model().toString());
            }
        }
        Replicas.broadcast(group, Tensors.state(module).values());
        loadMoments(checkpoint);
        statistics.begin(); // gradients that are repeated begin with the restored ones
    }

    /**
     * Loads the moments of a checkpoint, and the trained weights if those of its model file are averages.
     *
     * @param checkpoint of process 0, which sends it to the others
     * @throws TrainingException if they do not fit the model
     */
    void loadMoments(Optional<Checkpoint> checkpoint) throws IOException {
        if (checkpoint.isEmpty()) {
            optimizer.load(Map.of());
            shareAverages();
            return;
        }
        Path file = checkpoint.get().optimizer();
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> saved = Safetensors.read(file).tensors();
            optimizer.load(saved);
            average.ifPresent(averages -> averages.load(saved));
            shareAverages();
        } catch (IllegalArgumentException e) {
            throw new TrainingException(file + " does not fit the model: " + e.getMessage());
        }
    }

    private void shareAverages() {
        average.ifPresent(averages -> {
            Replicas.broadcast(group, averages.averages().values());
            Replicas.broadcast(group, Tensors.parameters(module).values());
        });
    }

    @Override
    public void close() {
        try (optimizer;
                statistics) {
            average.ifPresent(WeightAverage::close);
        }
    }
}
