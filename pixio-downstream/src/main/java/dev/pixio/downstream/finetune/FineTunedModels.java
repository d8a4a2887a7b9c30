package dev.pixio.downstream.finetune;

import dev.pixio.downstream.finetune.plan.AdaptationPlan;
import dev.pixio.downstream.finetune.plan.FineTuningPlan;
import dev.pixio.downstream.model.TaskInput;
import dev.pixio.downstream.model.TaskModel;
import dev.pixio.downstream.model.TaskModelFile;
import dev.pixio.downstream.model.TaskSpec;
import dev.pixio.downstream.task.Task;
import dev.pixio.downstream.window.SlidingWindow;
import dev.pixio.embed.EncoderInput;
import dev.pixio.image.resize.Framing;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.model.Encoder;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.model.config.Require;
import dev.pixio.nn.Initialization;
import dev.pixio.train.checkpoint.Checkpoint;
import dev.pixio.weights.ModelFile;
import dev.pixio.weights.WarmStart;
import dev.pixio.weights.tensor.WeightsException;
import java.io.IOException;
import java.util.List;

/** The models that a fine-tuning begins or continues with. */
public final class FineTunedModels {

    /** Stands in for the decoder, which a fine-tuning does not have. */
    private static final DecoderConfig SMALLEST_DECODER = new DecoderConfig(16, 1, 1, 1);

    private FineTunedModels() {}

    /**
     * A model that a fine-tuning begins with.
     *
     * @param lines a description for the user: where the encoder is from, and how it was adapted
     */
    public record Started(TaskModel model, List<String> lines) {

        public Started {
            lines = List.copyOf(lines);
        }
    }

    /** An encoder, and where it is from. */
    private record StartedEncoder(Encoder encoder, List<String> lines) {}

    /**
     * Checks a plan for the encoder of a file.
     *
     * @throws IllegalArgumentException if more blocks are to be frozen than it has
     */
    public static void requireFits(FineTuningPlan plan, ModelFile file) {
        plan.freeze().validate(file.config().encoder());
    }

    /**
     * The size of the input of a plan's model.
     *
     * @param file of the encoder
     * @throws IllegalArgumentException if its patch size does not divide the size
     */
    public static ImageSize imageSize(FineTuningPlan plan, ModelFile file) {
        PatchGrid grid = file.config().grid();
        ImageSize size = plan.imageSize().given().orElse(new ImageSize(grid.height(), grid.width()));
        Require.that(
                size.isMultipleOf(grid.patchSize()),
                "the image size must be a multiple of the patch size " + grid.patchSize(),
                size.brief());
        return size;
    }

    /**
     * A model with the encoder of a file, or a new one of its shape, and a new head.
     *
     * @param file of the encoder, in any layout
     * @param task with the classes of the data
     * @param windows of predictions for each pixel; of no meaning for classification
     * @throws WeightsException if the encoder cannot be loaded
     */
    public static Started create(FineTuningPlan plan, ModelFile file, Task task, SlidingWindow windows)
            throws WeightsException {
        ImageSize size = imageSize(plan, file);
        PixioConfig before = file.config();
        PixioConfig config = before.withGrid(new PatchGrid(
                size.height(),
                size.width(),
                before.grid().channels(),
                before.grid().patchSize()));
        TaskInput input = plan.task().isDense()
                ? new TaskInput.Windows(windows)
                : new TaskInput.Frame(Framing.crop(size.height(), size.width()));
        // Predictions are of the images that the training reads.
        TaskSpec spec = new TaskSpec(task, plan.head().spec(), input)
                .withImages(EncoderInput.of(file).withOneImagePerFile());
        StartedEncoder start = encoder(plan, file, config);
        return new Started(
                TaskModel.withNewHead(config, spec, start.encoder, new Initialization(plan.seed())), start.lines);
    }

    private static StartedEncoder encoder(FineTuningPlan plan, ModelFile file, PixioConfig config)
            throws WeightsException {
        PixioConfig alone = config.withDecoder(SMALLEST_DECODER);
        if (plan.adaptation().start() == AdaptationPlan.Start.NEW) {
            return new StartedEncoder(
                    new Pixio(alone, plan.seed()).encoder(),
                    List.of("a new encoder in the shape of " + file.path() + " (seed " + plan.seed() + ")"));
        }
        WarmStart start = WarmStart.of(file, alone, plan.seed());
        Encoder encoder = start.model().encoder();
        encoder.setNormEpsilon(file.shape().normEpsilon());
        return new StartedEncoder(encoder, start.encoderLines());
    }

    /**
     * The model of a checkpoint.
     *
     * @throws WeightsException if it is damaged
     */
    public static TaskModel resumed(Checkpoint checkpoint) throws IOException {
        return TaskModelFile.open(checkpoint.model()).loadForTraining();
    }
}
