package dev.pixio.train;

import dev.pixio.data.ImageSource;
import dev.pixio.model.Pixio;
import dev.pixio.train.checkpoint.Checkpoint;
import dev.pixio.train.checkpoint.TrainingState;
import dev.pixio.train.plan.PlanChange;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.train.run.RunFolder;
import dev.pixio.train.run.TrainingException;
import dev.pixio.weights.ModelFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a run goes on: at its newest checkpoint that is not damaged, or at its beginning if there is none yet.
 *
 * @param folder of the run
 * @param plan to go on with
 * @param from the checkpoint, if there is one
 * @param state of that checkpoint
 * @param changes of the plan since then
 * @param damaged checkpoints that were passed over, a line each
 */
public record ResumePoint(
        RunFolder folder,
        TrainingPlan plan,
        Optional<Checkpoint> checkpoint,
        Optional<TrainingState> state,
        List<PlanChange> changes,
        List<String> damaged) {

    /**
     * Finds the place, and checks that the run can go on there.
     *
     * @param folder that holds the run
     * @param plan to go on with: the run's own, or with changes
     * @param images to go on with
     * @throws TrainingException if the plan or the images have changed in a way that makes it another run
     */
    public static ResumePoint of(RunFolder folder, TrainingPlan plan, ImageSource images) throws IOException {
        List<String> damaged = new ArrayList<>();
        Optional<Checkpoint> checkpoint = folder.checkpoints()
                .newestValid(Long.MAX_VALUE, (candidate, damage) -> damaged.add(damage(candidate, damage)));
        if (checkpoint.isEmpty()) {
            if (!damaged.isEmpty()) {
                throw new TrainingException("every checkpoint is damaged; " + String.join("; ", damaged));
            }
            return new ResumePoint(folder, plan, checkpoint, Optional.empty(), List.of(), damaged);
        }
        TrainingState state = TrainingState.read(checkpoint.get());
        requireSame(state.source(), TrainingState.Source.of(images));
        List<PlanChange> changes = PlanChange.between(state.plan(), plan);
        for (PlanChange change : changes) {
            if (change.refusal().isPresent()) {
                throw new TrainingException("the run in " + folder.path() + " cannot go on with " + change + ": "
                        + change.refusal().get());
            }
        }
        return new ResumePoint(folder, plan, checkpoint, Optional.of(state), changes, damaged);
    }

    static String damage(Checkpoint checkpoint, String what) {
        return "the checkpoint " + checkpoint.folder() + " is damaged: " + what;
    }

    private static void requireSame(TrainingState.Source then, TrainingState.Source now) throws TrainingException {
        if (then.size() != now.size()) {
            throw new TrainingException(String.format(
                    Locale.ROOT,
                    "the run learned from %,d images (%s), and there are %,d now (%s): the order would be another;"
                            + " --init begins a new run from its weights",
                    then.size(),
                    then.description(),
                    now.size(),
                    now.description()));
        }
        if (!then.fingerprint().equals(now.fingerprint())) {
            throw new TrainingException("the run learned from " + then.description() + ", and " + now.description()
                    + " have other names: the order would be another; --init begins a new run from its weights");
        }
    }

    /** The model with the weights to go on with. */
    Pixio model() throws IOException {
        return checkpoint.isPresent()
                ? ModelFile.open(checkpoint.get().model()).loadAs(plan.model())
                : new Pixio(plan.model(), plan.seed());
    }

    /** In one line what a person should know, on a machine as it is now. */
    String describe(TrainingState.Machine now) {
        if (state.isEmpty()) {
            return "there is no checkpoint yet: from the beginning";
        }
        TrainingState then = state.get();
        List<String> words = new ArrayList<>();
        words.add(String.format(
                Locale.ROOT,
                "from step %d of %d, in epoch %d",
                then.step(),
                then.totalSteps(),
                then.position().epoch() + 1));
        changes.forEach(change -> words.add(change.toString()));
        if (!then.machine().equals(now)) {
            words.add("on " + describeMachine(now) + ", where it was " + describeMachine(then.machine())
                    + ": numbers are rounded otherwise");
        }
        return String.join("; ", words);
    }

    private static String describeMachine(TrainingState.Machine machine) {
        return machine.device() + " in " + machine.precision() + " with " + machine.threads()
                + " threads and micro-batches of " + machine.microBatch();
    }
}
