package dev.pixio.bench;

import dev.pixio.bench.measure.Median;
import dev.pixio.data.loader.StreamPosition;
import dev.pixio.data.loader.UnreadableTally;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.Activations;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.torch.Precision;
import dev.pixio.torch.Tensors;
import dev.pixio.train.checkpoint.CheckpointFolder;
import dev.pixio.train.checkpoint.CheckpointWriter;
import dev.pixio.train.checkpoint.Retention;
import dev.pixio.train.checkpoint.TrainingState;
import dev.pixio.train.optim.AdamW;
import dev.pixio.train.optim.TrainingStep;
import dev.pixio.train.plan.Recipe;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import tools.jackson.databind.json.JsonMapper;

/** Measures steps with and without a checkpoint being written, in alternating rounds. */
final class CheckpointBenchmark implements AutoCloseable {

    private final Recipe recipe;
    private final Pixio model;
    private final AdamW optimizer;
    private final TrainingStep training;
    private final CheckpointWriter writer;
    private final Tensor pixels; // uint8 [B, C, H, W]
    private final int batchSize;
    private final int steps;
    private long saved;

    /**
     * The training that is measured.
     *
     * @param batchSize images per step
     * @param microBatch images per forward and backward pass
     * @param steps per half of a round
     */
    record Work(Recipe recipe, Device device, Precision precision, int batchSize, int microBatch, int steps) {}

    /**
     * One round.
     *
     * @param plainSeconds of the steps without a checkpoint
     * @param savingSeconds of as many steps while a checkpoint is copied and written
     * @param copySeconds of the copy in memory, included in savingSeconds
     */
    record Round(double plainSeconds, double savingSeconds, double copySeconds) {}

    /**
     * The results, medians over the rounds.
     *
     * @param stepSeconds of one step without a checkpoint
     * @param copyShare the time in which training waits for the copy, in steps
     * @param heldUpShare the whole delay by a checkpoint, in steps: the copy, and slower steps while it is written
     * @param oneIn100 the delay as a share of all time, at one checkpoint in 100 steps
     * @param bytes of a checkpoint
     */
    record Result(double stepSeconds, double copyShare, double heldUpShare, double oneIn100, long bytes, int rounds) {}

    /**
     * Creates model, optimizer and writer; the caller closes the benchmark.
     *
     * @param folder where checkpoints are written, on the disk to be measured
     */
    CheckpointBenchmark(Work work, Path folder) {
        this.recipe = work.recipe();
        this.batchSize = work.batchSize();
        this.steps = work.steps();
        PixioConfig config = recipe.model();
        this.model = new Pixio(config, 0);
        Tensors.move(model, work.device());
        this.optimizer = new AdamW(model, recipe.optimizer(batchSize));
        this.training = new TrainingStep(model, work.precision(), Activations.KEPT, work.microBatch(), 0);
        this.writer = new CheckpointWriter(new CheckpointFolder(folder), new Retention(1, 0));
        PatchGrid grid = config.grid();
        this.pixels =
                Tensors.keep(Tensors.zeros(ScalarType.Byte, batchSize, grid.channels(), grid.height(), grid.width()));
    }

    Result run(int rounds) throws IOException, InterruptedException {
        round(); // warm-up; also allocates the memory of the copies
        List<Round> measured = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            measured.add(round());
        }
        double step = median(
                measured.stream().map(round -> round.plainSeconds / steps).toList());
        double heldUp = median(measured.stream()
                .map(round -> (round.savingSeconds - round.plainSeconds) / (round.plainSeconds / steps))
                .toList());
        double copy = median(measured.stream()
                .map(round -> round.copySeconds / (round.plainSeconds / steps))
                .toList());
        long bytes = Tensors.state(model).values().stream()
                        .mapToLong(Tensor::nbytes)
                        .sum()
                + optimizer.state().values().stream().mapToLong(Tensor::nbytes).sum();
        return new Result(step, copy, heldUp, heldUp / 100, bytes, rounds);
    }

    private static double median(List<Double> values) {
        return Median.of(values);
    }

    private Round round() throws IOException, InterruptedException {
        long start = System.nanoTime();
        for (int i = 0; i < steps; i++) {
            step();
        }
        long plain = System.nanoTime();
        writer.begin(state(++saved), Tensors.state(model), optimizer.state(), Map.of());
        long copied = System.nanoTime();
        for (int i = 0; i < steps; i++) {
            step();
        }
        writer.await(); // the rest of the writing counts, too
        long end = System.nanoTime();
        return new Round((plain - start) / 1e9, (end - plain) / 1e9, (copied - plain) / 1e9);
    }

    private void step() {
        training.accumulate(pixels, 0, LongStream.range(0, batchSize).toArray());
        optimizer.clipGradients(0); // reads a value back, so it waits for a GPU
        optimizer.step(recipe.optimizer(batchSize).learningRate());
        optimizer.clearGradients();
    }

    private static TrainingState state(long step) {
        return new TrainingState(
                step,
                step,
                StreamPosition.START,
                0,
                0,
                0,
                0,
                new TrainingState.Source("blank images", 1, ""),
                UnreadableTally.NONE,
                new TrainingState.Machine("", "", 0, 0),
                Map.of(),
                JsonMapper.shared().createObjectNode(),
                Map.of(),
                Instant.now());
    }

    @Override
    public void close() {
        writer.close();
        training.close();
        optimizer.close();
        pixels.close();
    }
}
