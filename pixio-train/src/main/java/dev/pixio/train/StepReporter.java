package dev.pixio.train;

import dev.pixio.data.SkippedImage;
import dev.pixio.data.loader.Batch;
import dev.pixio.data.loader.StreamPosition;
import dev.pixio.torch.NativeMemory;
import dev.pixio.train.group.StepAgreement;
import dev.pixio.train.listener.StepMetrics;
import dev.pixio.train.listener.TrainingEvent.Kind;
import dev.pixio.train.plan.GuardPlan;
import dev.pixio.train.run.TrainingException;
import dev.pixio.train.step.QueuedStep;
import dev.pixio.train.step.StepClock;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Reads the values of steps, counts and reports them, and handles those whose loss or gradients are not finite as the plan's guard
 * specifies. All processes of a group call it together and decide alike.
 */
final class StepReporter {

    /** What became of a step. */
    enum Outcome {
        /** It counts. */
        DONE,
        /** Its loss or norm is not finite: the device has left the weights as they were, and the next batch takes its place. */
        SKIPPED,
        /** The same, and the weights are those of an earlier checkpoint now. */
        ROLLED_BACK
    }

    /**
     * A step whose values are known.
     *
     * @param agreed what the processes have agreed on
     */
    record Reported(Outcome outcome, StepAgreement agreed) {}

    private final TrainingSession session;
    private final RunProgress progress;
    private final ProcessExchange processes;
    private final CheckpointSaver saver;
    private final ListenerDispatcher dispatcher;
    private final StepClock clock;

    StepReporter(TrainingSession session, CheckpointSaver saver, ListenerDispatcher dispatcher, StepClock clock) {
        this.session = session;
        this.progress = session.progress();
        this.processes = session.processes();
        this.saver = saver;
        this.dispatcher = dispatcher;
        this.clock = clock;
    }

    /**
     * Waits for the values of a step, and reports it.
     *
     * @param isAskedToStop whether this process was, and others may not know
     * @throws TrainingException if they are not finite and the plan stops the run
     */
    Reported report(QueuedStep step, boolean isAskedToStop) throws IOException, InterruptedException {
        double[] values = processes.read(step.update().values());
        double loss = values[0];
        double norm = values[1];
        Batch batch = step.batch();
        StepAgreement agreed = agree(step, isAskedToStop);
        progress.setPosition(StreamPosition.after(batch));
        if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
            progress.addSeconds(clock.seconds());
            return new Reported(skip(batch, loss, norm), agreed);
        }
        StepMetrics metrics = new StepMetrics(
                progress.step() + 1,
                batch.epoch(),
                loss,
                step.update().rate(),
                norm,
                batch.wholeSize(),
                clock.seconds(),
                clock.waitSeconds(),
                session.batches().skippedCount(),
                NativeMemory.resident().orElse(0),
                processes.groupMetrics(agreed));
        Optional<String> spike = progress.recordStep(metrics);
        dispatcher.step(metrics);
        if (spike.isPresent()) {
            dispatcher.event(progress.step(), Kind.SPIKE, spike.get(), names(batch));
        }
        for (String slow : processes.slowProcesses(agreed, batch.wholeSize())) {
            dispatcher.event(progress.step(), Kind.SLOW_PROCESS, slow);
        }
        progress.addSeconds(clock.seconds());
        return new Reported(Outcome.DONE, agreed);
    }

    /** Exchanges what the processes know of a step, and reports the images of its batch that could not be read. */
    private StepAgreement agree(QueuedStep step, boolean isAskedToStop) throws IOException {
        TrainingBatches batches = session.batches();
        List<SkippedImage> unreadable = batches.newlySkipped();
        StepAgreement agreed = processes.agree(
                isAskedToStop,
                saver.isDue(progress.step() + 1),
                unreadable.size(),
                batches.unreadableInBatch(),
                step.seconds());
        List<SkippedImage> all =
                agreed.skipped() == 0 ? unreadable : processes.gatherSkipped(unreadable, session.batches());
        for (SkippedImage image : all) {
            dispatcher.event(progress.step(), Kind.UNREADABLE_IMAGE, image.reason(), List.of(image.name()));
        }
        batches.countOthers(step.batch(), agreed.unreadable());
        return agreed;
    }

    private Outcome skip(Batch batch, double loss, double norm) throws IOException, InterruptedException {
        GuardPlan guard = session.plan().guard();
        long step = progress.step() + 1;
        String what = Double.isFinite(loss) ? "the gradient norm is " + norm : "the loss is " + loss;
        List<String> names = processes.gather(names(batch));
        progress.recordSkippedBatch();
        boolean tooOften = progress.notFinite() > guard.limit();
        dispatcher.event(
                progress.step(),
                Kind.NOT_FINITE,
                String.format(Locale.ROOT, "%s at step %d (occurrence %d)", what, step, progress.notFinite()),
                names);
        if (guard.onNonFinite() == GuardPlan.OnNonFinite.STOP || tooOften) {
            saver.await();
            throw failure(what, step, tooOften, names);
        }
        if (guard.onNonFinite() == GuardPlan.OnNonFinite.ROLLBACK) {
            rollBack();
            return Outcome.ROLLED_BACK;
        }
        return Outcome.SKIPPED;
    }

    private TrainingException failure(String what, long step, boolean tooOften, List<String> names) {
        String init = session.plan().init();
        if (progress.step() == 0 && !init.isEmpty()) {
            return new TrainingException(what + " with the initial weights " + init
                    + ", before any step: they are too large, so the model overflows; use other weights");
        }
        return new TrainingException(what + " at step " + step
                + (tooOften ? ", after more than " + session.plan().guard().limit() + " such batches" : "")
                + progress.describeLastSaved() + "; a lower --lr or --clip-grad 1 may help; images of the batch: "
                + String.join(", ", names));
    }

    private void rollBack() throws IOException, InterruptedException {
        long from = progress.step();
        saver.await();
        session.restore(processes.isFirst() ? Optional.of(saver.newestValid(from)) : Optional.empty());
        dispatcher.rewind();
        dispatcher.event(
                progress.step(),
                Kind.ROLLED_BACK,
                "rolled back from step " + from + " to step " + progress.step()
                        + "; training continues with the next images");
    }

    private static List<String> names(Batch batch) {
        return IntStream.range(0, batch.size()).mapToObj(batch::name).toList();
    }
}
