package dev.pixio.cli.finetune;

import static dev.pixio.cli.finetune.FinetuneOptions.orElse;

import dev.pixio.cli.console.OptionSection;
import dev.pixio.cli.option.LabelledOptions;
import dev.pixio.downstream.data.SceneSamples;
import dev.pixio.downstream.finetune.FineTuningData;
import dev.pixio.downstream.finetune.plan.DensePlan;
import dev.pixio.downstream.finetune.plan.FineTuningPlan;
import dev.pixio.downstream.finetune.plan.FineTuningPlanBuilder;
import dev.pixio.downstream.finetune.plan.HeadChoice;
import dev.pixio.downstream.finetune.plan.TaskKind;
import dev.pixio.downstream.layout.DenseData;
import dev.pixio.downstream.layout.DenseLayouts;
import dev.pixio.downstream.layout.PairSettings;
import dev.pixio.downstream.task.DenseTask;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.scene.SceneSource;
import dev.pixio.train.plan.DataPlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Head, data and augmentation of a task with a value for each pixel. */
@OptionSection("Values of pixels")
final class PixelOptions implements TaskOptions {

    @Option(
            names = "--head",
            paramLabel = "linear|dpt",
            order = 1,
            description = "Head on the encoder's feature maps (default: linear).")
    private @Nullable String head;

    @Option(
            names = "--dpt-width",
            paramLabel = "N",
            order = 2,
            description = "Channels of the fusion blocks of the DPT head (default: 256).")
    private @Nullable Integer dptWidth;

    @Option(
            names = "--layout",
            paramLabel = "NAME",
            order = 3,
            description = "Layout of --data: voc, ade20k, loveda, nyuv2, kitti or pairs (default: recognised).")
    private @Nullable String layout;

    @Option(
            names = "--test-share",
            paramLabel = "SHARE",
            order = 4,
            description =
                    "Share of --data that is held out for the test, where the layout does not say which (default: 0.2).")
    private @Nullable Double testShare;

    @Option(
            names = "--resize-from",
            paramLabel = "FACTOR",
            order = 5,
            description = "Least factor by which training images are resized (default: segmentation 0.5, depth 1).")
    private @Nullable Double smallest;

    @Option(
            names = "--resize-to",
            paramLabel = "FACTOR",
            order = 6,
            description = "Greatest factor by which training images are resized (default: segmentation 2, depth 1).")
    private @Nullable Double largest;

    @Option(
            names = "--flip",
            paramLabel = "P",
            order = 7,
            description = "Probability of a horizontal flip (default: 0.5).")
    private @Nullable Double flip;

    @Override
    public void apply(FineTuningPlan before, FineTuningPlanBuilder builder) {
        HeadChoice choice = before.head();
        builder.head(
                new HeadChoice(orElse(head, choice.kind()), choice.pooling(), orElse(dptWidth, choice.dptWidth())));
        DensePlan dense = before.dense();
        builder.dense(new DensePlan(
                orElse(layout, dense.layout()),
                dense.classes(),
                dense.depthScale(),
                dense.minDepth(),
                dense.maxDepth(),
                orElse(testShare, dense.testShare()),
                orElse(smallest, dense.smallest()),
                orElse(largest, dense.largest())));
        DataPlan data = before.data();
        builder.data(new DataPlan(
                data.source(),
                data.scenes(),
                data.minScale(),
                data.maxScale(),
                orElse(flip, data.flip()),
                data.maxUnreadable(),
                data.jpegScaling()));
    }

    @Override
    public FineTuningData open(
            FineTuningPlan plan, ImageSize size, ImageInput input, Set<Path> outputs, PrintWriter notices)
            throws IOException {
        return FineTuningData.ofPixels(plan, samples(plan, size, input), size, input);
    }

    private static DenseData samples(FineTuningPlan plan, ImageSize size, ImageInput input) throws IOException {
        DataPlan data = plan.data();
        if (data.drawsScenes()) {
            SceneSource.requireFits(input);
            DenseTask task = plan.task() == TaskKind.DEPTH ? SceneSamples.DEPTH : SceneSamples.SEGMENTATION;
            int tested = Math.max(1, data.scenes() / 2);
            return new DenseData(
                    task,
                    SceneSamples.of(LabelledOptions.TRAIN_SCENES, data.scenes(), size, task),
                    SceneSamples.of(LabelledOptions.TEST_SCENES, tested, size, task),
                    List.of());
        }
        if (!Files.isDirectory(data.folder())) {
            throw new IOException(data.folder() + ": no such folder");
        }
        PairSettings settings = plan.dense().settings(plan.task(), plan.seed());
        String layout = plan.dense().layout();
        return layout.isEmpty()
                ? DenseLayouts.open(data.folder(), settings)
                : DenseLayouts.named(layout).open(data.folder(), settings);
    }
}
