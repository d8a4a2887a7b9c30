package dev.pixio.cli.finetune;

import static dev.pixio.cli.finetune.FinetuneOptions.orElse;

import dev.pixio.cli.console.IndexPrinter;
import dev.pixio.cli.console.OptionSection;
import dev.pixio.cli.option.LabelledOptions;
import dev.pixio.cli.option.SceneNumber;
import dev.pixio.data.LabelledSource;
import dev.pixio.data.open.DataSources;
import dev.pixio.data.open.SourceSettings;
import dev.pixio.downstream.finetune.FineTuningData;
import dev.pixio.downstream.finetune.plan.AdaptationPlan;
import dev.pixio.downstream.finetune.plan.AugmentPlan;
import dev.pixio.downstream.finetune.plan.FineTuningPlan;
import dev.pixio.downstream.finetune.plan.FineTuningPlanBuilder;
import dev.pixio.downstream.finetune.plan.HeadChoice;
import dev.pixio.downstream.finetune.plan.MixingPlan;
import dev.pixio.downstream.finetune.plan.ValidationPlan;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.scene.SceneSource;
import dev.pixio.train.plan.DataPlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Head, augmentation and classes of a classification. */
@OptionSection("Classification")
final class ClassOptions implements TaskOptions {

    @Option(
            names = "--test",
            paramLabel = "SOURCE",
            order = 1,
            description =
                    "Labelled images of the same classes, on which the best model is tested at the end: of any kind that --data"
                            + " takes, or scenes:N (default: none; for scenes half as many other ones). A resumed run keeps"
                            + " it.")
    private @Nullable String test;

    @Option(
            names = "--pooling",
            paramLabel = "HOW",
            order = 2,
            description =
                    "Input of the linear head: class-mean, class-concat or patch-mean, after the final norm (default:"
                            + " class-mean).")
    private @Nullable String pooling;

    @Option(
            names = "--mixup",
            paramLabel = "ALPHA",
            order = 3,
            description = "Mixup: both parameters of the beta distribution of shares; 0 for none (default: 0.8).")
    private @Nullable Double mixup;

    @Option(
            names = "--cutmix",
            paramLabel = "ALPHA",
            order = 4,
            description = "Cutmix: both parameters of the beta distribution of shares; 0 for none (default: 1).")
    private @Nullable Double cutmix;

    @Option(
            names = "--mix-probability",
            paramLabel = "P",
            order = 5,
            description = "Probability that a batch is mixed (default: 1).")
    private @Nullable Double probability;

    @Option(
            names = "--cutmix-share",
            paramLabel = "P",
            order = 6,
            description = "Probability of cutmix for a batch that is mixed, if there is mixup, too (default: 0.5).")
    private @Nullable Double cutmixShare;

    @Option(
            names = "--label-smoothing",
            paramLabel = "SHARE",
            order = 7,
            description = "Share of a label that is divided among all classes (default: 0.1).")
    private @Nullable Double smoothing;

    @Option(
            names = "--min-scale",
            paramLabel = "SHARE",
            order = 8,
            description = "Smallest share of an image's area that a random crop takes (default: 0.08).")
    private @Nullable Double minScale;

    @Option(
            names = "--flip",
            paramLabel = "P",
            order = 9,
            description = "Probability of a horizontal flip (default: 0.5).")
    private @Nullable Double flip;

    @Option(
            names = "--rand-augment",
            paramLabel = "MAGNITUDE",
            order = 10,
            description = "RandAugment: mean magnitude of its operations, at most 10; 0 for none. The default is timm's"
                    + " rand-m9-mstd0.5-inc1 (default: 9).")
    private @Nullable Double magnitude;

    @Option(
            names = "--rand-augment-deviation",
            paramLabel = "D",
            order = 11,
            description = "RandAugment: standard deviation of the magnitude (default: 0.5).")
    private @Nullable Double deviation;

    @Option(
            names = "--rand-augment-operations",
            paramLabel = "N",
            order = 12,
            description =
                    "RandAugment: operations that are drawn for an image; each is applied with probability 1/2 (default: 2).")
    private @Nullable Integer operations;

    @Option(
            names = "--random-erasing",
            paramLabel = "P",
            order = 13,
            description =
                    "Probability that a rectangle of an image, 2 to 33 %% of its area, becomes noise (default: 0.25).")
    private @Nullable Double erasing;

    @Option(
            names = "--class-weights",
            paramLabel = "WEIGHTS",
            order = 14,
            description =
                    "Weights of the classes in the loss: none, balanced (inverse to their number of images), or numbers"
                            + " such as 1,2.5,1 (default: none).")
    private @Nullable String classWeights;

    @Option(
            names = "--shuffle-buffer",
            paramLabel = "N",
            order = 15,
            description = "Images among which an epoch is shuffled if they are read forwards: in tar archives that are"
                    + " compressed or on a web server, and in Parquet files (default: 4096).")
    private @Nullable Integer shuffleBuffer;

    @Override
    public void apply(FineTuningPlan before, FineTuningPlanBuilder builder) {
        HeadChoice head = before.head();
        builder.head(new HeadChoice(head.kind(), orElse(pooling, head.pooling()), head.dptWidth()));
        MixingPlan mixing = before.mixing();
        builder.mixing(new MixingPlan(
                orElse(mixup, mixing.mixup()),
                orElse(cutmix, mixing.cutmix()),
                orElse(probability, mixing.probability()),
                orElse(cutmixShare, mixing.cutmixShare()),
                orElse(smoothing, mixing.labelSmoothing())));
        AugmentPlan augment = before.augment();
        builder.augment(new AugmentPlan(
                orElse(magnitude, augment.magnitude()),
                orElse(deviation, augment.deviation()),
                orElse(operations, augment.operations()),
                orElse(erasing, augment.erasing())));
        ValidationPlan validation = before.validation();
        builder.validation(
                new ValidationPlan(validation.share(), validation.patience(), orElse(test, validation.test())));
        DataPlan data = before.data();
        if (shuffleBuffer != null && !DataSources.STANDARD.usesShuffleBuffer(data.source())) {
            throw new IllegalArgumentException(
                    "--shuffle-buffer is for tar archives and tables, not for " + data.source());
        }
        DataPlan given = new DataPlan(
                data.source(),
                data.scenes(),
                orElse(minScale, data.minScale()),
                data.maxScale(),
                orElse(flip, data.flip()),
                data.maxUnreadable(),
                data.jpegScaling());
        builder.data(given.withReading(data.root(), orElse(shuffleBuffer, data.shuffleBuffer())));
        AdaptationPlan adaptation = before.adaptation();
        builder.adaptation(new AdaptationPlan(
                adaptation.start(),
                adaptation.layerDecay(),
                adaptation.dropPath(),
                adaptation.average(),
                orElse(classWeights, adaptation.classWeights())));
    }

    @Override
    public FineTuningPlan fitting(FineTuningPlan plan, ImageInput input) {
        if (magnitude != null || input.isRgb8()) {
            plan.augment().requireFits(input);
            return plan;
        }
        return new FineTuningPlanBuilder(plan)
                .augment(plan.augment().withoutRandAugment())
                .build();
    }

    @Override
    public FineTuningData open(
            FineTuningPlan plan, ImageSize size, ImageInput input, Set<Path> outputs, PrintWriter notices)
            throws IOException {
        DataPlan data = plan.data();
        String test = plan.validation().test();
        SourceSettings settings = SourceSettings.DEFAULT
                .withShuffleBuffer(data.shuffleBuffer())
                .withOutputs(outputs)
                .withInput(input);
        if (data.drawsScenes()) {
            SceneSource.requireFits(input);
            int tested = Math.max(1, data.scenes() / 2);
            return FineTuningData.ofClasses(
                    plan,
                    new SceneSource(LabelledOptions.TRAIN_SCENES, data.scenes(), size.longer()),
                    Optional.of(
                            test.isEmpty()
                                    ? new SceneSource(LabelledOptions.TEST_SCENES, tested, size.longer())
                                    : source(test, size, settings, notices)),
                    size,
                    input);
        }
        Optional<LabelledSource> tested =
                test.isEmpty() ? Optional.empty() : Optional.of(source(test, size, settings, notices));
        return FineTuningData.ofClasses(
                plan, IndexPrinter.openLabelled(data.source(), settings, notices), tested, size, input);
    }

    private static LabelledSource source(String source, ImageSize size, SourceSettings settings, PrintWriter notices)
            throws IOException {
        Optional<SceneNumber> scenes = SceneNumber.of(source);
        return scenes.isPresent()
                ? new SceneSource(LabelledOptions.TEST_SCENES, scenes.get().count(), size.longer())
                : IndexPrinter.openLabelled(source, settings, notices);
    }
}
