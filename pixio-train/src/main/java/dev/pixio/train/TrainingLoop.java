package dev.pixio.train;

import dev.pixio.data.Batch;
import dev.pixio.data.SkippedPicture;
import dev.pixio.data.StreamPosition;
import dev.pixio.torch.NativeMemory;
import dev.pixio.train.TrainingEvent.Kind;
import dev.pixio.train.checkpoint.TrainingState;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Step after step: pictures, gradients, weights, words; until all steps are taken or somebody asks to stop. */
final class TrainingLoop {

    private final TrainingPlan plan;
    private final RunProgress progress;
    private final PictureStream stream;
    private final Freezing freezing;
    private final GradientPass gradients;
    private final AdamW optimizer;
    private final CheckpointSaver saver;
    private final Audience audience;
    private final IntFunction<TrainingState.Machine> machine;
    private final Rewinding rewinding;
    private final LearningRate learningRate;

    /** Puts weights and moments back to the newest checkpoint. */
    interface Rewinding {
        TrainingState rewind() throws IOException;
    }

    /**
     * @param machine what a checkpoint says of it, for so many pictures at once
     */
    TrainingLoop(
            TrainingPlan plan,
            RunProgress progress,
            PictureStream stream,
            Freezing freezing,
            GradientPass gradients,
            AdamW optimizer,
            CheckpointSaver saver,
            Audience audience,
            IntFunction<TrainingState.Machine> machine,
            Rewinding rewinding) {
        this.plan = plan;
        this.progress = progress;
        this.stream = stream;
        this.freezing = freezing;
        this.gradients = gradients;
        this.optimizer = optimizer;
        this.saver = saver;
        this.audience = audience;
        this.machine = machine;
        this.rewinding = rewinding;
        this.learningRate = plan.schedule().learningRate(plan.optimizer().learningRate(), progress.totalSteps());
    }

    TrainingResult run(BooleanSupplier stopRequested) throws IOException, InterruptedException {
        long begin = progress.step();
        if (plan.guard().onNonFinite() == GuardPlan.OnNonFinite.ROLLBACK && begin == 0) {
            save(); // there is always something to go back to
        }
        boolean stopping = stopRequested.getAsBoolean();
        while (!progress.isComplete() && !stopping) {
            boolean taken = step();
            // Read once, so that a stop that comes while the model is saved gets a step and a checkpoint of its own.
            stopping = stopRequested.getAsBoolean();
            saver.poll();
            if (taken && (saver.isDue(progress.step()) || progress.isComplete())) {
                save();
            }
        }
        if (stopping && !progress.isComplete()) {
            audience.event(progress.step(), Kind.STOPPED, "asked to stop");
        }
        saveTheEnd();
        return result();
    }

    /** Whatever is done about other checkpoints that cannot be written: an end that is not saved is not an end. */
    private void saveTheEnd() throws IOException, InterruptedException {
        saver.await();
        for (int attempt = 0; attempt < 2 && progress.step() > 0 && !saver.hasSaved(progress.step()); attempt++) {
            save();
            saver.await();
        }
        if (progress.step() > 0 && !saver.hasSaved(progress.step())) {
            throw new TrainingException(
                    "the run ended at step " + progress.step() + " and could not be saved there" + saver.good());
        }
    }

    /** One optimizer step, or a batch that is passed over; says whether it was a step. */
    private boolean step() throws IOException, InterruptedException {
        Optional<String> unfrozen = freezing.at(progress.step());
        if (unfrozen.isPresent()) {
            audience.event(progress.step(), Kind.UNFROZEN, unfrozen.get());
        }
        long begin = System.nanoTime();
        try (Batch batch = stream.next()) {
            double wait = seconds(begin);
            long next = progress.step() + 1;
            double loss = gradients.accumulate(
                    batch, optimizer, message -> audience.event(progress.step(), Kind.OUT_OF_MEMORY, message));
            double norm = optimizer.clipGradients(plan.optimizer().clipNorm());
            progress.moveTo(StreamPosition.after(batch));
            tellOfUnreadable();
            if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
                optimizer.clearGradients();
                progress.spend(seconds(begin));
                passOver(batch, loss, norm);
                return false;
            }
            double rate = learningRate.at(next - 1);
            optimizer.step(rate);
            optimizer.clearGradients();
            StepMetrics metrics = new StepMetrics(
                    next,
                    batch.epoch(),
                    loss,
                    rate,
                    norm,
                    batch.size(),
                    seconds(begin),
                    wait,
                    stream.skippedCount(),
                    NativeMemory.resident().orElse(0));
            Optional<String> odd = progress.took(metrics);
            audience.step(metrics);
            if (odd.isPresent()) {
                audience.event(next, Kind.SPIKE, odd.get(), names(batch));
            }
            progress.spend(seconds(begin));
            return true;
        }
    }

    private void tellOfUnreadable() throws IOException {
        for (SkippedPicture picture : stream.newlySkipped()) {
            audience.event(progress.step(), Kind.UNREADABLE_IMAGE, picture.reason(), List.of(picture.name()));
        }
    }

    private void passOver(Batch batch, double loss, double norm) throws IOException, InterruptedException {
        long step = progress.step() + 1;
        String what = Double.isFinite(loss) ? "the gradient's norm is " + norm : "the loss is " + loss;
        List<String> names = names(batch);
        progress.passedOver();
        GuardPlan guard = plan.guard();
        boolean tooOften = progress.notFinite() > guard.limit();
        audience.event(
                progress.step(),
                Kind.NOT_FINITE,
                String.format(Locale.ROOT, "%s at step %d, the %d. time", what, step, progress.notFinite()),
                names);
        if (guard.onNonFinite() == GuardPlan.OnNonFinite.STOP || tooOften) {
            saver.await();
            throw new TrainingException(what + " at step " + step
                    + (tooOften ? ", and that more than " + guard.limit() + " times" : "") + saver.good()
                    + "; a lower --lr or --clip-grad 1 may help; the pictures were " + String.join(", ", names));
        }
        if (guard.onNonFinite() == GuardPlan.OnNonFinite.ROLLBACK) {
            rollBack();
        }
    }

    private void rollBack() throws IOException, InterruptedException {
        long from = progress.step();
        saver.await();
        progress.rewind(rewinding.rewind());
        audience.rewind(progress);
        audience.event(
                progress.step(),
                Kind.ROLLED_BACK,
                "back from step " + from + " to step " + progress.step() + ", and on with other pictures");
    }

    private void save() throws IOException, InterruptedException {
        saver.take(progress, stream, machine.apply(gradients.microBatch()));
    }

    private static List<String> names(Batch batch) {
        return IntStream.range(0, batch.size()).mapToObj(batch::name).toList();
    }

    private TrainingResult result() {
        return new TrainingResult(
                progress.step(),
                progress.firstLoss(),
                progress.lastLoss(),
                progress.seconds(),
                progress.pictures(),
                stream.skippedCount(),
                progress.isComplete() ? TrainingResult.Ending.COMPLETE : TrainingResult.Ending.STOPPED,
                saver.newest());
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}
