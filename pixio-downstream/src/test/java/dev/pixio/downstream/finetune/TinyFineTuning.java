package dev.pixio.downstream.finetune;

import dev.pixio.downstream.data.SceneSamples;
import dev.pixio.downstream.finetune.plan.AdaptationPlan;
import dev.pixio.downstream.finetune.plan.FineTuningPlan;
import dev.pixio.downstream.finetune.plan.FineTuningRecipe;
import dev.pixio.downstream.finetune.plan.HeadChoice;
import dev.pixio.downstream.finetune.plan.InputSize;
import dev.pixio.downstream.finetune.plan.TaskKind;
import dev.pixio.downstream.finetune.plan.ValidationPlan;
import dev.pixio.downstream.layout.DenseData;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.scene.SceneSource;
import dev.pixio.train.plan.FreezePlan;
import dev.pixio.train.plan.MachinePlan;
import dev.pixio.train.plan.SavingPlan;
import dev.pixio.weights.ModelFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Fine-tunings of a tiny encoder on a few scenes. */
final class TinyFineTuning {

    static final int SIDE = 32;
    static final int SCENES = 24;

    private static final PixioConfig SHAPE = new PixioConfig(
            new PatchGrid(SIDE, SIDE, 3, 8),
            new EncoderConfig(32, 2, 2, 4, 2, 0),
            new DecoderConfig(16, 1, 1, 2),
            new MaskConfig(0.75, 1),
            Positions.SINCOS,
            PositionResize.ANTIALIASED,
            PixioConfig.TokenStart.EQUAL);

    private TinyFineTuning() {}

    /** A file with an encoder. */
    static ModelFile encoder(Path folder) throws IOException {
        Path file = folder.resolve("encoder.safetensors");
        ModelFile.save(file, new Pixio(SHAPE, 3), Map.of());
        return ModelFile.open(file);
    }

    /** Eight steps of four images, a checkpoint every two, and averaged weights. */
    static FineTuningPlan plan(TaskKind task, FreezePlan freeze, ValidationPlan validation) {
        FineTuningPlan recipe = FineTuningRecipe.plan(task);
        return new FineTuningPlan(
                recipe.recipe(),
                task,
                task.isDense() ? HeadChoice.PIXELS : HeadChoice.CLASSES,
                InputSize.OF_ENCODER,
                recipe.data(),
                recipe.dense(),
                recipe.augment(),
                recipe.mixing(),
                new AdaptationPlan(AdaptationPlan.Start.WEIGHTS, 0.75, 0.2, 0.9, "none"),
                validation,
                4,
                recipe.optimizer().withLearningRate(1e-3),
                recipe.schedule().withEpochs(10).withMaxSteps(8),
                freeze,
                new MachinePlan("cpu", "fp32", 1, 1, 3, recipe.machine().activations()),
                SavingPlan.everySteps(2, 2),
                recipe.guard(),
                7,
                "encoder.safetensors");
    }

    /** What the plan trains on. */
    static FineTuningData data(FineTuningPlan plan) throws IOException {
        SceneSource train = new SceneSource(1, SCENES, SIDE);
        SceneSource test = new SceneSource(2, 8, SIDE);
        if (!plan.task().isDense()) {
            return FineTuningData.ofClasses(plan, train, Optional.of(test), ImageSize.square(SIDE), ImageInput.RGB);
        }
        var task = plan.task() == TaskKind.DEPTH ? SceneSamples.DEPTH : SceneSamples.SEGMENTATION;
        return FineTuningData.ofPixels(
                plan,
                new DenseData(task, new SceneSamples(train, task), new SceneSamples(test, task), List.of()),
                ImageSize.square(SIDE),
                ImageInput.RGB);
    }

    /** A new fine-tuning. */
    static FineTuning create(FineTuningPlan plan, FineTuningData data, ModelFile encoder) throws IOException {
        return new FineTuning(
                plan,
                FineTunedModels.create(plan, encoder, data.task(), data.windows())
                        .model(),
                data.supervision());
    }
}
