package dev.pixio.cli.pretrain;

import dev.pixio.data.ImageSource;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.Precision;
import dev.pixio.train.ResumePoint;
import dev.pixio.train.Trainer;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.train.run.RunFolder;
import dev.pixio.weights.ModelFile;
import dev.pixio.weights.WarmStart;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Where a training begins: with new weights, with those of a file, or where it was broken off. */
final class TrainerFactory {

    private final Optional<Path> resumed;
    private final Optional<Path> out;
    private final boolean overwrites;
    private Optional<WarmStart> warm = Optional.empty();

    /**
     * @param resumed folder of the run to go on with
     * @param out folder of a new run
     * @param overwrites whether a run that is there is replaced
     */
    TrainerFactory(Optional<Path> resumed, Optional<Path> out, boolean overwrites) {
        this.resumed = resumed;
        this.out = out;
        this.overwrites = overwrites;
    }

    /** What came of the weights of a file, once there is a trainer that begins with them. */
    Optional<WarmStart> warm() {
        return warm;
    }

    Trainer trainer(TrainingPlan plan, ImageSource images) throws IOException {
        // What is not there must not cost the run that is overwritten.
        Precision.named(
                plan.machine().precision(), Libtorch.device(plan.machine().device()));
        if (resumed.isEmpty()) {
            // Weights that cannot be read must not leave an empty run behind.
            warm = warmStart(plan);
            return begin(plan, images, newFolder(plan));
        }
        ResumePoint resumePoint = ResumePoint.of(RunFolder.open(resumed.get()), plan, images);
        if (resumePoint.checkpoint().isPresent() || plan.init().isEmpty()) {
            return Trainer.resume(resumePoint, images);
        }
        warm = warmStart(plan);
        return begin(plan, images, resumePoint.folder());
    }

    private Trainer begin(TrainingPlan plan, ImageSource images, RunFolder folder) {
        return warm.map(start -> new Trainer(plan, images, folder, start.model()))
                .orElseGet(() -> new Trainer(plan, images, folder));
    }

    private static Optional<WarmStart> warmStart(TrainingPlan plan) throws IOException {
        return plan.init().isEmpty()
                ? Optional.empty()
                : Optional.of(WarmStart.of(ModelFile.open(Path.of(plan.init())), plan.model(), plan.seed()));
    }

    private RunFolder newFolder(TrainingPlan plan) throws IOException {
        String now = LocalDateTime.now(ZoneId.systemDefault()).format(DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmmss"));
        return RunFolder.create(
                out.orElse(Path.of("runs", now + "-" + plan.recipe())),
                overwrites ? RunFolder.Existing.REPLACE : RunFolder.Existing.REFUSE);
    }
}
