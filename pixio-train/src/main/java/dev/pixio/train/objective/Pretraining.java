package dev.pixio.train.objective;

import dev.pixio.augment.Augmentation;
import dev.pixio.augment.Normalize;
import dev.pixio.data.ImageSource;
import dev.pixio.data.loader.ViewReader;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.model.Encoder;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.ModelCost;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.pass.ParameterGroups;
import dev.pixio.precision.Workload;
import dev.pixio.torch.Precision;
import dev.pixio.torch.device.GraphRecorder;
import dev.pixio.torch.memory.MemoryDemand;
import dev.pixio.train.optim.GradientPass;
import dev.pixio.train.optim.MicroBatch;
import dev.pixio.train.optim.TrainingStep;
import dev.pixio.train.plan.DataPlan;
import dev.pixio.train.plan.RunPlan;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.weights.ModelFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;

/**
 * Pre-training: encoder and decoder reconstruct the masked patches of images without labels.
 *
 * @param plan all settings
 * @param images to train on
 * @param model whose configuration is the plan's, on the CPU before the run
 */
public record Pretraining(TrainingPlan plan, ImageSource images, Pixio model) implements Objective {

    /** @throws IllegalArgumentException if the configuration of the model is another than the plan's */
    public Pretraining {
        if (!model.config().equals(plan.model())) {
            throw new IllegalArgumentException("the configuration of the model differs from the plan: " + model.config()
                    + ", not " + plan.model());
        }
    }

    /**
     * A model whose weights are initialised from the plan's seed.
     *
     * @throws IllegalArgumentException if the weights do not fit into memory
     */
    public static Pixio newModel(TrainingPlan plan) {
        long parameters = ModelCost.of(plan.model()).parameters();
        MemoryDemand.requireNative(
                String.format(Locale.ROOT, "%,d parameters", parameters), (double) Float.BYTES * parameters);
        return new Pixio(plan.model(), plan.seed());
    }

    /**
     * The plan of a pre-training.
     *
     * @throws IllegalArgumentException if it is one of another kind
     */
    public static TrainingPlan planOf(RunPlan plan) {
        if (plan instanceof TrainingPlan training) {
            return training;
        }
        throw new IllegalArgumentException("a plan of 'pixio " + plan.command() + "', not of 'pixio pretrain'");
    }

    @Override
    public ViewReader views() {
        PatchGrid grid = plan.model().grid();
        DataPlan data = plan.data();
        return ViewReader.of(
                images,
                Augmentation.pretraining(
                        grid.height(), grid.width(), data.minScale(), data.maxScale(), data.flip(), plan.imageInput()),
                data.jpegScaling());
    }

    @Override
    public Pixio module() {
        return model;
    }

    @Override
    public Encoder encoder() {
        return model.encoder();
    }

    @Override
    public List<List<Tensor>> parameterGroups() {
        return ParameterGroups.of(model).groups();
    }

    @Override
    public Workload workload() {
        return Workload.training(plan.model());
    }

    @Override
    public int microBatch(Device device, Precision precision) {
        return MicroBatch.choose(plan, model, device, precision);
    }

    @Override
    public GradientPass.Gradients gradients(Precision precision, int microBatch, Optional<GraphRecorder> recorder) {
        return new TrainingStep(
                model,
                Normalize.of(plan.imageInput()),
                plan.machine().pass(precision),
                microBatch,
                plan.seed(),
                recorder);
    }

    @Override
    public Map<String, String> metadata(Map<String, String> provenance) {
        Map<String, String> metadata = new LinkedHashMap<>(ModelFile.metadata(model.config(), provenance));
        if (!plan.imageInput().equals(ImageInput.RGB)) {
            metadata.put(ModelFile.INPUT, plan.imageInput().toText());
        }
        return metadata;
    }
}
