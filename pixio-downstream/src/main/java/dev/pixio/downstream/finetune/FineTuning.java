package dev.pixio.downstream.finetune;

import dev.pixio.data.ImageSource;
import dev.pixio.data.loader.ViewReader;
import dev.pixio.downstream.finetune.data.Supervision;
import dev.pixio.downstream.finetune.plan.FineTuningPlan;
import dev.pixio.downstream.model.TaskModel;
import dev.pixio.model.Encoder;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.precision.Workload;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.NativeMemory;
import dev.pixio.torch.Precision;
import dev.pixio.torch.Tensors;
import dev.pixio.torch.device.GraphRecorder;
import dev.pixio.train.objective.Objective;
import dev.pixio.train.optim.GradientPass;
import dev.pixio.train.plan.MachinePlan;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;

/** Fine-tuning: an encoder and a head learn a task together, or the head alone. */
public final class FineTuning implements Objective {

    /** On a CPU, larger micro-batches are not faster and only use more memory. */
    private static final int MAX_ON_CPU = 32;

    private static final double MEMORY_SHARE = 0.6;

    private final FineTuningPlan plan;
    private final TaskModel model;
    private final Supervision supervision;
    private final LayerRates rates;
    private final ViewReader views;

    /**
     * @param model on the CPU before the run, whose task is that of the plan
     * @param supervision what it learns from
     */
    public FineTuning(FineTuningPlan plan, TaskModel model, Supervision supervision) {
        this.plan = plan;
        this.model = model;
        this.supervision = supervision;
        this.views = supervision.views();
        this.rates = new LayerRates(
                model.config().encoder().depth(), plan.adaptation().layerDecay());
    }

    @Override
    public FineTuningPlan plan() {
        return plan;
    }

    @Override
    public ImageSource images() {
        return supervision.images();
    }

    @Override
    public ViewReader views() {
        return views;
    }

    @Override
    public TaskModel module() {
        return model;
    }

    @Override
    public Encoder encoder() {
        return model.encoder();
    }

    @Override
    public List<List<Tensor>> parameterGroups() {
        return List.of(List.copyOf(Tensors.parameters(model).values())); // autograd completes all at the end
    }

    @Override
    public double rateScale(String parameter) {
        return rates.scale(parameter);
    }

    @Override
    public List<Tensor> statistics() {
        return List.copyOf(Tensors.buffers(model.head().module()).values()); // of batch normalisation
    }

    @Override
    public double averageDecay() {
        return plan.adaptation().average();
    }

    @Override
    public Workload workload() {
        return new Workload(
                Workload.features(model.config().encoder(), patches()).stacks(), true);
    }

    private int patches() {
        int patch = model.config().grid().patchSize();
        return (views.height() / patch) * (views.width() / patch);
    }

    @Override
    public int microBatch(Device device, Precision precision) {
        int planned = plan.machine().microBatch();
        if (planned != MachinePlan.FITTING) {
            return planned;
        }
        OptionalLong free = Libtorch.isGpu(device) ? OptionalLong.empty() : NativeMemory.available();
        int limit = Libtorch.isGpu(device) ? plan.batchSize() : Math.min(plan.batchSize(), MAX_ON_CPU);
        if (free.isEmpty()) {
            return limit;
        }
        int fits = (int) Math.max(1, Math.min(limit, MEMORY_SHARE * free.getAsLong() / bytesPerImage()));
        int parts = (plan.batchSize() + fits - 1) / fits;
        return (plan.batchSize() + parts - 1) / parts; // even parts
    }

    /** About what autograd saves of an image in fp32: of a block, its norms, attention and MLP; of a head, maps and scores of all pixels. */
    private double bytesPerImage() {
        EncoderConfig encoder = model.config().encoder();
        double tokens = patches() + encoder.classTokens();
        double block = tokens * encoder.width() * (12 + 3 * encoder.mlpRatio()) + encoder.heads() * tokens * tokens;
        double pixels = (double) views.height() * views.width();
        double head = plan.task().isDense()
                ? pixels * (4.0 * model.spec().task().outputs() + plan.head().dptWidth())
                : 0;
        return Float.BYTES * (encoder.depth() * block + head);
    }

    @Override
    public GradientPass.Gradients gradients(Precision precision, int microBatch, Optional<GraphRecorder> recorder) {
        return new FineTuningStep(
                model, supervision, precision, microBatch, plan.adaptation().dropPath(), plan.seed());
    }

    @Override
    public Map<String, String> metadata(Map<String, String> provenance) {
        return model.metadata(provenance);
    }
}
