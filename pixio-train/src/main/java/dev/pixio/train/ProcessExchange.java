package dev.pixio.train;

import dev.pixio.data.SkippedImage;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.model.pass.CompletedGradients;
import dev.pixio.torch.device.HostRead;
import dev.pixio.torch.group.ProcessGroup;
import dev.pixio.train.group.GradientSynchronizer;
import dev.pixio.train.group.GroupOptions;
import dev.pixio.train.group.StepAgreement;
import dev.pixio.train.group.StragglerWatch;
import dev.pixio.train.listener.StepMetrics;
import dev.pixio.train.objective.Objective;
import dev.pixio.train.optim.update.ParameterMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import tools.jackson.databind.json.JsonMapper;

/** What the processes of a group exchange in each step. A single process exchanges nothing. */
final class ProcessExchange implements AutoCloseable {

    private final ProcessGroup group;
    private final GradientSynchronizer synchronizer;
    private final StragglerWatch stragglers;
    private double agreeSeconds; // that the last agreement waited

    /**
     * @param objective of this process, whose gradients are summed
     * @param memory where these are
     */
    ProcessExchange(ProcessGroup group, Objective objective, GroupOptions options, ParameterMemory memory) {
        this.group = group;
        this.synchronizer = new GradientSynchronizer(group, objective.parameterGroups(), options.bucketBytes(), memory);
        this.stragglers = new StragglerWatch(group.size());
    }

    /** Receives the gradients that are complete in this process. */
    CompletedGradients gradients() {
        return isAlone() ? CompletedGradients.UNUSED : synchronizer;
    }

    /** Exchanges what the processes know of a step; see {@link StepAgreement}. */
    StepAgreement agree(boolean stop, boolean save, long skipped, long unreadable, double seconds) {
        long start = System.nanoTime();
        StepAgreement agreed = StepAgreement.of(group, stop, save, skipped, unreadable, seconds);
        agreeSeconds = (System.nanoTime() - start) / 1e9;
        return agreed;
    }

    /** What the other processes add to the metrics of a step. */
    Optional<StepMetrics.Group> groupMetrics(StepAgreement agreed) {
        int slowest = agreed.slowest();
        return isAlone()
                ? Optional.empty()
                : Optional.of(new StepMetrics.Group(
                        group.size(),
                        agreeSeconds + synchronizer.waitSeconds(),
                        slowest,
                        agreed.seconds().get(slowest)));
    }

    /**
     * Lines that name processes which have become slow.
     *
     * @param batchSize number of images of all processes
     */
    List<String> slowProcesses(StepAgreement agreed, int batchSize) {
        if (isAlone()) {
            return List.of();
        }
        int[] images = new int[group.size()];
        for (int i = 0; i < images.length; i++) {
            LoaderOptions.Share share = new LoaderOptions.Share(i, images.length);
            images[i] = share.end(batchSize) - share.first(batchSize);
        }
        return stragglers.add(agreed.seconds(), images).stream()
                .map(straggler -> straggler.describe(group.name(straggler.process())))
                .toList();
    }

    /**
     * The images that all processes could not read.
     *
     * @param batches lists those of the other processes from now on, too
     */
    List<SkippedImage> gatherSkipped(List<SkippedImage> own, TrainingBatches batches) {
        if (isAlone()) {
            return own;
        }
        List<SkippedImage> all = new ArrayList<>();
        List<String> texts = group.gather(JsonMapper.shared().writeValueAsString(own));
        for (int rank = 0; rank < texts.size(); rank++) {
            List<SkippedImage> some = List.of(JsonMapper.shared().readValue(texts.get(rank), SkippedImage[].class));
            all.addAll(some);
            if (rank != group.rank()) {
                batches.addSkipped(some);
            }
        }
        return all;
    }

    /** The lists of all processes, in their order, as one. */
    List<String> gather(List<String> own) {
        return isAlone()
                ? own
                : group.gather(JsonMapper.shared().writeValueAsString(own)).stream()
                        .flatMap(text -> Arrays.stream(JsonMapper.shared().readValue(text, String[].class)))
                        .toList();
    }

    /** Whether it is true in any process. */
    boolean anyProcess(boolean own) {
        return group.sum(own ? 1 : 0)[0] > 0;
    }

    /** Whether it is true in process 0. */
    boolean ofFirst(boolean own) {
        return group.broadcast(own ? 1 : 0) > 0;
    }

    /**
     * Waits for process 0, without a limit of time: its listeners may have worked alone. The other processes would otherwise wait for it in
     * the next step, and give up.
     */
    void awaitFirst() {
        if (!isAlone()) {
            group.awaitFirst(0);
        }
    }

    /** Whether this is the only process. */
    boolean isAlone() {
        return group.isAlone();
    }

    /** Whether this process writes the files of the run. */
    boolean isFirst() {
        return group.isFirst();
    }

    /** Prepares the gradients of a batch. */
    void beginGradients() {
        if (!isAlone()) {
            synchronizer.begin();
        }
    }

    /**
     * Replaces this process's part of the loss by that of the whole batch.
     *
     * @param loss double scalar on the device of the model
     */
    void sumLoss(Tensor loss) {
        if (!isAlone()) {
            group.sum(loss).await();
        }
    }

    /** Loss and gradient norm of a step; waits until the device has computed them, or until another process has failed. */
    double[] read(HostRead values) {
        if (!isAlone()) {
            group.awaitDevice(values::isComplete);
        }
        return values.values();
    }

    /** Lets what follows wait until the gradients are those of all processes. */
    void completeGradients() {
        if (!isAlone()) {
            synchronizer.finish();
        }
    }

    @Override
    public void close() {
        synchronizer.close();
    }
}
