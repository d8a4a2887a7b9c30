package dev.pixio.cli.finetune;

import dev.pixio.cli.console.OptionSection;
import dev.pixio.cli.option.SceneNumber;
import dev.pixio.downstream.finetune.plan.AdaptationPlan;
import dev.pixio.downstream.finetune.plan.FineTuningPlan;
import dev.pixio.downstream.finetune.plan.FineTuningPlanBuilder;
import dev.pixio.downstream.finetune.plan.FineTuningRecipe;
import dev.pixio.downstream.finetune.plan.InputSize;
import dev.pixio.downstream.finetune.plan.ValidationPlan;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.train.plan.DataPlan;
import dev.pixio.train.plan.FreezePlan;
import dev.pixio.train.plan.LearningRate;
import dev.pixio.train.plan.OptimizerPlan;
import dev.pixio.train.plan.SchedulePlan;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Weights, data and training of a fine-tuning. */
@OptionSection("Fine-tuning")
final class FinetuneOptions {

    @Option(
            names = "--weights",
            paramLabel = "PATH",
            order = 1,
            description = "Encoder to start from: a run, checkpoint or file of any supported library.")
    private @Nullable String weights;

    @Option(
            names = "--new-encoder",
            order = 2,
            description = "Start from random weights in the shape of --weights, to compare with (default: no).")
    private boolean newEncoder;

    @Option(
            names = "--data",
            paramLabel = "SOURCE",
            order = 3,
            description =
                    "Training data: for classification a folder with one folder per class, or another source with classes"
                            + " as for 'evaluate knn'; otherwise the folder of a data set as in 'evaluate segmentation'; or scenes:N for N built-in scenes (default: scenes:2000).")
    private @Nullable String data;

    @Option(
            names = "--image-size",
            paramLabel = "N|HxW",
            order = 4,
            description = "Size of the input, such as 224, or 192x320 with the height first; positions are interpolated"
                    + " (default: that of the encoder).")
    private @Nullable String imageSize;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            order = 5,
            description = "Passes over the training images (default: classification 50, others 20).")
    private @Nullable Integer epochs;

    @Option(
            names = "--max-steps",
            paramLabel = "N",
            order = 6,
            description = "Maximum number of optimizer steps; 0 for no limit (default: 0).")
    private @Nullable Long maxSteps;

    @Option(
            names = "--batch-size",
            paramLabel = "IMAGES",
            order = 7,
            description =
                    "Images per optimizer step, over all micro-batches and processes (default: classification 64, others"
                            + " 16).")
    private @Nullable Integer batchSize;

    @Option(
            names = "--lr",
            paramLabel = "RATE",
            order = 8,
            description =
                    "Peak learning rate of the head (default, per 256 images of the batch: classification 1e-3, others"
                            + " 3.2e-3).")
    private @Nullable Double learningRate;

    @Option(
            names = "--schedule",
            paramLabel = "SHAPE",
            order = 9,
            description = "Learning-rate schedule: constant, or cosine down to 0 (default: cosine).")
    private LearningRate.@Nullable Shape schedule;

    @Option(
            names = "--warmup",
            paramLabel = "SHARE",
            order = 10,
            description = "Warm-up of the learning rate, as a share of all steps (default: 0.1).")
    private @Nullable Double warmup;

    @Option(
            names = "--weight-decay",
            paramLabel = "RATE",
            order = 11,
            description = "Weight decay of AdamW, not on biases, norms, class tokens and positions (default: 0.05).")
    private @Nullable Double weightDecay;

    @Option(
            names = "--clip-grad",
            paramLabel = "NORM",
            order = 12,
            description = "Clip the gradient norm to this value; 0 for no clipping (default: 0).")
    private @Nullable Double clipGradient;

    @Option(
            names = "--layer-decay",
            paramLabel = "FACTOR",
            order = 13,
            description =
                    "Learning rate of each block as a multiple of that of the block after it; 1 for equal rates. MAE uses"
                            + " 0.75 for ViT-L and H and 0.65 for ViT-B and smaller (default: 0.75).")
    private @Nullable Double layerDecay;

    @Option(
            names = "--drop-path",
            paramLabel = "RATE",
            order = 14,
            description =
                    "Probability that an image skips the branches of the last block, linear from 0 in the first (default:"
                            + " 0.1).")
    private @Nullable Double dropPath;

    @Option(
            names = "--ema",
            paramLabel = "DECAY",
            order = 15,
            description =
                    "Validate and save a moving average of the weights that keeps this share at each step, such as 0.9999"
                            + " for runs of 10,000s of steps; 0 for none (default: 0).")
    private @Nullable Double average;

    @Option(names = "--freeze-encoder", order = 16, description = "Train the head alone (default: encoder and head).")
    private boolean freezeEncoder;

    @Option(
            names = "--freeze-encoder-for",
            paramLabel = "DURATION",
            order = 17,
            description =
                    "Train the head alone at first, for 2epochs, for 500steps, or for a share of the run such as 0.1"
                            + " (default: none).")
    private @Nullable String freezeFor;

    @Option(
            names = "--freeze-blocks",
            paramLabel = "N",
            order = 18,
            description =
                    "Freeze patch projection, class tokens, positions and the first N blocks for the whole run (default:"
                            + " 0).")
    private @Nullable Integer freezeBlocks;

    @Option(
            names = "--validation-share",
            paramLabel = "SHARE",
            order = 19,
            description =
                    "Share of the training images that is held out, and on which each checkpoint is validated; 0 for none"
                            + " (default: 0.1).")
    private @Nullable Double validationShare;

    @Option(
            names = "--patience",
            paramLabel = "N",
            order = 20,
            description = "End the run after N validations without a better one; 0 for never (default: 0).")
    private @Nullable Integer patience;

    @Option(
            names = "--max-unreadable",
            paramLabel = "SHARE",
            order = 21,
            description =
                    "Stop when more than this share of the images cannot be read (default: 0.1). Until then they are"
                            + " reported by name; in training they are replaced, and left out of validation and test."
                            + " Chance is allowed for: before the end of an epoch, and of fewer than 20 images, four"
                            + " standard deviations more may be unreadable.")
    private @Nullable Double maxUnreadable;

    @Option(names = "--seed", paramLabel = "N", order = 22, description = "Seed of all random choices (default: 0).")
    private @Nullable Long seed;

    /** Whether weights were given. */
    boolean hasWeights() {
        return weights != null;
    }

    /** Overrides the settings of a plan with those that were given. */
    void apply(FineTuningPlan before, FineTuningPlanBuilder builder) {
        if (weights != null) {
            builder.init(weights);
        }
        builder.data(source(before.data()));
        builder.imageSize(imageSize == null ? before.imageSize() : InputSize.of(ImageSize.parse(imageSize)));
        int batch = orElse(batchSize, before.batchSize());
        builder.batchSize(batch);
        OptimizerPlan optimizer = before.optimizer();
        boolean isDefault = optimizer.learningRate()
                == FineTuningRecipe.optimizer(before.task(), before.batchSize()).learningRate();
        double rate =
                isDefault ? FineTuningRecipe.optimizer(before.task(), batch).learningRate() : optimizer.learningRate();
        builder.optimizer(new OptimizerPlan(
                orElse(learningRate, rate),
                optimizer.beta1(),
                optimizer.beta2(),
                orElse(weightDecay, optimizer.weightDecay()),
                optimizer.decayed(),
                orElse(clipGradient, optimizer.clipNorm())));
        SchedulePlan length = before.schedule();
        builder.schedule(new SchedulePlan(
                orElse(schedule, length.shape()),
                orElse(warmup, length.warmup()),
                orElse(epochs, length.epochs()),
                orElse(maxSteps, length.maxSteps())));
        AdaptationPlan adaptation = before.adaptation();
        builder.adaptation(new AdaptationPlan(
                newEncoder ? AdaptationPlan.Start.NEW : adaptation.start(),
                orElse(layerDecay, adaptation.layerDecay()),
                orElse(dropPath, adaptation.dropPath()),
                orElse(average, adaptation.average()),
                adaptation.classWeights()));
        FreezePlan freeze = before.freeze();
        builder.freeze(new FreezePlan(
                freezeEncoder ? "1" : orElse(freezeFor, freeze.encoderFor()), orElse(freezeBlocks, freeze.blocks())));
        ValidationPlan validation = before.validation();
        builder.validation(new ValidationPlan(
                orElse(validationShare, validation.share()),
                orElse(patience, validation.patience()),
                validation.test()));
        builder.seed(orElse(seed, before.seed()));
    }

    private DataPlan source(DataPlan before) {
        Optional<SceneNumber> scenes = data == null ? Optional.empty() : SceneNumber.of(data);
        DataPlan given = new DataPlan(
                scenes.isPresent() ? DataPlan.SCENES : orElse(data, before.source()),
                scenes.map(SceneNumber::count).orElse(before.scenes()),
                before.minScale(),
                before.maxScale(),
                before.flip(),
                orElse(maxUnreadable, before.maxUnreadable()),
                before.jpegScaling());
        return given.withReading(before.root(), before.shuffleBuffer());
    }

    static <T> T orElse(@Nullable T given, T otherwise) {
        return given == null ? otherwise : given;
    }
}
