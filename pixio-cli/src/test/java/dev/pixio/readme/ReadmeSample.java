package dev.pixio.readme;

import dev.pixio.data.ImageSource;
import dev.pixio.data.folder.FolderSource;
import dev.pixio.embed.ImageEncoder;
import dev.pixio.train.Trainer;
import dev.pixio.train.listener.StepMetrics;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.train.run.RunFolder;
import java.nio.file.Path;

/** The code sample of the README; {@link ReadmeTest} checks that both are equal. */
final class ReadmeSample {

    private ReadmeSample() {}

    static float[] trainAndEmbed(Path photos, Path out) throws Exception {
        // README
        TrainingPlan plan = TrainingPlan.recipe("lightly")
                .data(photos)
                .batchSize(16)
                .maxSteps(1000)
                .build();
        try (ImageSource images = FolderSource.of(photos)) {
            RunFolder run = RunFolder.create(out, RunFolder.Existing.REFUSE);
            TrainingListener listener = new TrainingListener() {
                @Override
                public void onStep(StepMetrics step) {
                    System.out.printf("step %d  loss %.4f%n", step.step(), step.loss());
                }
            };
            TrainingResult result =
                    new Trainer(plan, images, run).listen(listener).run();

            try (ImageEncoder encoder = ImageEncoder.load(result.checkpoint().model())) {
                return encoder.embed(photos.resolve("cat.jpg")); // 384 numbers: the mean of the class tokens
            }
        }
        // README
    }
}
