package dev.pixio.bench.fuzz;

import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.monitor.report.summary.EnvironmentFile;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.scene.SceneSource;
import dev.pixio.train.Trainer;
import dev.pixio.train.plan.MachinePlan;
import dev.pixio.train.plan.SavingPlan;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.train.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A run of two steps, with each file that a run may have. */
final class TinyRun {

    private static final String EVENT = "{\"time\":\"2026-11-24T10:00:00Z\",\"step\":1,\"kind\":\"not-finite\","
            + "\"message\":\"the loss is NaN at step 2\",\"images\":[\"scene 1\",\"scene 2\"]}\n";
    private static final String PROBE = "{\"step\":0,\"norm\":\"after\",\"seconds\":1.5,\"knn\":{\"10\":{\"top1\":0.3,"
            + "\"top5\":0.7,\"images\":30},\"20\":{\"top1\":0.25,\"top5\":0.6,\"images\":30}}}\n";
    private static final String EVALUATION = """
            {"knn": {"protocol": "knn", "description": "k-NN", "train": "20 images", "test": "10 images", "classes": 2,
             "rows": [{"name": "encoder", "features": {"pooling": "class-mean", "block": 2, "norm": "after"},
               "dimension": 32, "embedded": true, "seconds": 1.5, "imagesPerSecond": 20.0,
               "outcomes": [{"name": "k = 10", "images": 10, "top1": 0.5, "top1Interval95": [0.2, 0.8], "top5": 1.0,
                 "byClass": {"cat": 0.5, "dog": 0.5},
                 "confusions": [{"actual": "cat", "predicted": "dog", "images": 3}]}]}],
             "notes": ["few images"]}}
            """;

    private TinyRun() {}

    /** Trains in a folder, which does not exist. */
    static RunFolder create(Path path) throws IOException, InterruptedException {
        RunFolder run = RunFolder.create(path, RunFolder.Existing.REFUSE);
        TrainingPlan plan = TrainingPlan.recipe("quick")
                .model(new PixioConfig(
                        new PatchGrid(32, 32, 3, 8),
                        new EncoderConfig(32, 2, 2, 4, 2, 0),
                        new DecoderConfig(32, 1, 2, 4),
                        new MaskConfig(0.75, 1),
                        Positions.SINCOS,
                        PositionResize.ANTIALIASED,
                        PixioConfig.TokenStart.EQUAL))
                .batchSize(4)
                .maxSteps(2)
                .machine(
                        MachinePlan.AUTO.withDevice("cpu").withPrecision("fp32").withLoaderThreads(1))
                .saving(SavingPlan.everySteps(1, 2))
                .build();
        new Trainer(plan, new SceneSource(1, 8, 32), run)
                .listen(new EnvironmentFile())
                .run();
        Files.writeString(run.events(), EVENT + EVENT);
        Files.writeString(run.probes(), PROBE + PROBE.replace("\"step\":0", "\"step\":2"));
        Files.writeString(run.evaluation(), EVALUATION);
        return run;
    }
}
