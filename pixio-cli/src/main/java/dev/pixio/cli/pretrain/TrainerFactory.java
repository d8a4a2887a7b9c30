package dev.pixio.cli.pretrain;

import dev.pixio.cli.console.AssumptionPrinter;
import dev.pixio.cli.option.ModelHeadsOptions;
import dev.pixio.cli.training.RunFolderOptions;
import dev.pixio.data.ImageSource;
import dev.pixio.model.Pixio;
import dev.pixio.torch.Libtorch;
import dev.pixio.train.ResumePoint;
import dev.pixio.train.Trainer;
import dev.pixio.train.objective.Pretraining;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.train.run.RunFolder;
import dev.pixio.weights.ModelFile;
import dev.pixio.weights.WarmStart;
import dev.pixio.weights.config.WeightHints;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;

/** Creates the trainer of a run: with new weights, with those of a file, or resumed from a checkpoint. */
final class TrainerFactory {

    private final Optional<Path> resumed;
    private final RunFolderOptions folder;
    private final ModelHeadsOptions heads;
    private final PrintWriter err;
    private Optional<WarmStart> warm = Optional.empty();

    /**
     * @param resumed folder of the run to resume
     * @param folder of a new run
     * @param heads of the weights of {@code --init}
     * @param err receives what is assumed about these weights
     */
    TrainerFactory(Optional<Path> resumed, RunFolderOptions folder, ModelHeadsOptions heads, PrintWriter err) {
        this.heads = heads;
        this.err = err;
        this.resumed = resumed;
        this.folder = folder;
    }

    /** How the weights of {@code --init} were adapted; empty before {@link #trainer} and without such weights. */
    Optional<WarmStart> warm() {
        return warm;
    }

    Trainer trainer(TrainingPlan plan, ImageSource images) throws IOException {
        // An unavailable device must be reported before an existing run is deleted.
        Libtorch.device(plan.machine().device());
        if (resumed.isEmpty()) {
            // Before the folder is created: unreadable weights, or too large ones, leave no empty run.
            warm = warmStart(plan);
            Pixio model = warm.map(WarmStart::model).orElseGet(() -> Pretraining.newModel(plan));
            return new Trainer(plan, images, folder.create(plan.recipe()), model);
        }
        ResumePoint resumePoint = ResumePoint.of(RunFolder.open(resumed.get()), plan, images);
        if (resumePoint.checkpoint().isPresent() || plan.init().isEmpty()) {
            return Trainer.resume(resumePoint, images);
        }
        WarmStart start = warmStart(plan).orElseThrow();
        warm = Optional.of(start);
        return new Trainer(plan, images, resumePoint.folder(), start.model());
    }

    private Optional<WarmStart> warmStart(TrainingPlan plan) throws IOException {
        if (plan.init().isEmpty()) {
            return Optional.empty();
        }
        WeightHints hints = heads.apply(WeightHints.NONE.withPlan(plan.model()));
        ModelFile file = ModelFile.open(Path.of(plan.init()), hints);
        WarmStart start = WarmStart.of(file, plan.model(), plan.seed());
        AssumptionPrinter.print(
                err,
                file.path(),
                start.decoder() == WarmStart.Origin.FILE
                        ? file.shape().assumptions()
                        : file.shape().encoderAssumptions());
        return Optional.of(start);
    }
}
