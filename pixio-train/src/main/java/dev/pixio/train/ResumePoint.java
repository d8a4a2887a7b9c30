package dev.pixio.train;

import dev.pixio.data.ImageSource;
import dev.pixio.model.Pixio;
import dev.pixio.precision.AutoPrecision;
import dev.pixio.torch.Libtorch;
import dev.pixio.train.checkpoint.Checkpoint;
import dev.pixio.train.checkpoint.TrainingState;
import dev.pixio.train.objective.Pretraining;
import dev.pixio.train.plan.PlanChange;
import dev.pixio.train.plan.RunPlan;
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
 * The point from which a run resumes: its newest valid checkpoint, or step 0 if it has no checkpoint yet.
 *
 * @param folder of the run
 * @param plan to continue with
 * @param checkpoint the newest valid checkpoint, if there is one
 * @param state saved in that checkpoint
 * @param changes of the plan since the checkpoint
 * @param damaged newer checkpoints that were ignored because they are damaged, one line each
 */
public record ResumePoint(
        RunFolder folder,
        RunPlan plan,
        Optional<Checkpoint> checkpoint,
        Optional<TrainingState> state,
        List<PlanChange> changes,
        List<String> damaged) {

    /**
     * Finds the newest valid checkpoint of a run, and checks that plan and images allow the run to resume from it.
     *
     * @param folder of the run
     * @param plan to continue with: the saved plan, or a changed one
     * @param images to continue with
     * @throws TrainingException if a setting has changed that must not change within a run, if the images are not
     *     the same, or if every checkpoint is damaged
     */
    public static ResumePoint of(RunFolder folder, RunPlan plan, ImageSource images) throws IOException {
        List<String> damaged = new ArrayList<>();
        Optional<Checkpoint> checkpoint = folder.checkpoints()
                .newestValid(Long.MAX_VALUE, (candidate, damage) -> damaged.add(describe(candidate, damage)));
        if (checkpoint.isEmpty()) {
            if (!damaged.isEmpty()) {
                throw new TrainingException("every checkpoint is damaged; " + String.join("; ", damaged));
            }
            return new ResumePoint(folder, plan, checkpoint, Optional.empty(), List.of(), damaged);
        }
        TrainingState state = TrainingState.read(checkpoint.get());
        requireSame(state.source(), TrainingState.Source.of(images), plan);
        RunPlan continued = withPrecision(plan, state.machine());
        boolean chosenBefore =
                state.plan().path("machine").path("precision").asString("").equals(AutoPrecision.AUTO);
        List<PlanChange> changes = PlanChange.between(state.plan(), chosenBefore ? plan : continued);
        for (PlanChange change : changes) {
            if (change.refusal().isPresent()) {
                throw new TrainingException("the run in " + folder.path() + " cannot be resumed with " + change + ": "
                        + change.refusal().get());
            }
        }
        return new ResumePoint(folder, continued, checkpoint, Optional.of(state), changes, damaged);
    }

    /** With the precision that was chosen when the run began, so that a run on the same kind of device has one precision. */
    private static RunPlan withPrecision(RunPlan plan, TrainingState.Machine saved) {
        String kind = Libtorch.isGpu(Libtorch.device(plan.machine().device())) ? "cuda" : "cpu";
        return plan.machine().precision().equals(AutoPrecision.AUTO)
                        && saved.device().startsWith(kind)
                ? plan.withMachine(plan.machine().withPrecision(saved.precision()))
                : plan;
    }

    static String describe(Checkpoint checkpoint, String damage) {
        return "the checkpoint " + checkpoint.folder() + " is damaged: " + damage;
    }

    private static void requireSame(TrainingState.Source saved, TrainingState.Source now, RunPlan plan)
            throws TrainingException {
        if (saved.size() != now.size()) {
            throw new TrainingException(String.format(
                    Locale.ROOT,
                    "the run was trained on %,d images (%s), but there are %,d now (%s), so their order would change;"
                            + " %s",
                    saved.size(),
                    saved.description(),
                    now.size(),
                    now.description(),
                    plan.anew()));
        }
        if (!saved.fingerprint().equals(now.fingerprint())) {
            throw new TrainingException("the run was trained on " + saved.description() + ", but the names of "
                    + now.description()
                    + ", their --shuffle-buffer, or their scores, differ, so their order would change; "
                    + plan.anew());
        }
    }

    /**
     * The pre-training with the weights of the checkpoint, or with new weights if there is none.
     *
     * @throws IllegalArgumentException if the run is none
     */
    Pretraining pretraining(ImageSource images) throws IOException {
        TrainingPlan training = Pretraining.planOf(plan);
        Pixio model = checkpoint.isPresent()
                ? ModelFile.open(checkpoint.get().model()).loadAs(training.model())
                : new Pixio(training.model(), training.seed());
        return new Pretraining(training, images, model);
    }

    /**
     * Describes the resumed run in one line: step, epoch, changed settings, and a changed machine.
     *
     * @param now the machine on which it resumes
     */
    String describe(TrainingState.Machine now) {
        if (state.isEmpty()) {
            return "there is no checkpoint yet: starting from step 0";
        }
        TrainingState saved = state.get();
        List<String> parts = new ArrayList<>();
        parts.add(String.format(
                Locale.ROOT,
                "from step %d of %d in epoch %d",
                saved.step(),
                saved.totalSteps(),
                saved.position().epochReached()));
        if (changes.isEmpty() && saved.step() == saved.totalSteps()) {
            parts.add("all steps are done: a larger number of epochs or --max-steps continues the run");
        }
        changes.forEach(change -> parts.add(change.toString()));
        if (!saved.machine().equals(now)) {
            parts.add("on " + describeMachine(now) + " instead of " + describeMachine(saved.machine())
                    + ": rounding differs");
        }
        return String.join("; ", parts);
    }

    private static String describeMachine(TrainingState.Machine machine) {
        return machine.device() + " in " + machine.precision() + " with " + machine.threads()
                + (machine.threads() == 1 ? " thread" : " threads") + " and micro-batches of " + machine.microBatch();
    }
}
