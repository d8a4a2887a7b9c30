package example;

import dev.pixio.data.ImageSource;
import dev.pixio.data.folder.FolderSource;
import dev.pixio.train.Trainer;
import dev.pixio.train.listener.StepMetrics;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.train.run.RunFolder;
import java.nio.file.Path;

/**
 * The training of plain-loop with checkpoints, metrics and micro-batches: {@code TrainWithTrainer FOLDER RUN [EPOCHS
 * [BATCH_SIZE]]}.
 */
public final class TrainWithTrainer {

    private TrainWithTrainer() {}

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        TrainingPlan plan = TrainingPlan.recipe("lightly")
                .data(folder)
                .epochs(args.length > 2 ? Integer.parseInt(args[2]) : 10)
                .batchSize(args.length > 3 ? Integer.parseInt(args[3]) : 64)
                .build();
        TrainingListener printer = new TrainingListener() {
            @Override
            public void onStep(StepMetrics step) {
                System.out.printf("step %d  loss %.5f  %.1f images/s%n",
                        step.step(), step.loss(), step.imagesPerSecond());
            }
        };
        try (ImageSource images = FolderSource.of(folder)) {
            RunFolder run = RunFolder.create(Path.of(args[1]), RunFolder.Existing.REFUSE);
            TrainingResult result = new Trainer(plan, images, run).listen(printer).run();
            System.out.println("model: " + result.checkpoint().model());
        }
    }
}
