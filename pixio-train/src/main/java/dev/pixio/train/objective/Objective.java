package dev.pixio.train.objective;

import dev.pixio.data.ImageSource;
import dev.pixio.data.loader.ViewReader;
import dev.pixio.model.Encoder;
import dev.pixio.precision.Workload;
import dev.pixio.torch.Precision;
import dev.pixio.torch.device.GraphRecorder;
import dev.pixio.train.optim.GradientPass;
import dev.pixio.train.plan.RunPlan;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;

/**
 * What a run trains: a module with an encoder in it, what a batch is, its loss and gradients, and what goes into the model file of a
 * checkpoint. Everything else is the same for all runs.
 *
 * <p>Gradients depend only on the weights, the batch and the seed, so that a resumed run has those of an uninterrupted one.
 */
public interface Objective {

    /** All settings of the run. */
    RunPlan plan();

    /** The training data; the caller of the trainer closes them. */
    ImageSource images();

    /** What of each sample of {@link #images} is in a batch. */
    ViewReader views();

    /**
     * What is trained. A run moves it to its device and saves its state; names of its parameters are those in optimizer files. It stays
     * open after the run.
     */
    Module module();

    /** The part of {@link #module} to which the plan's freeze settings apply. */
    Encoder encoder();

    /** The parameters of {@link #module}, grouped in the order in which a backward pass completes their gradients. */
    List<List<Tensor>> parameterGroups();

    /**
     * Factor of the learning rate of a parameter.
     *
     * @param parameter its name in {@link #module}
     * @return at least 0; 1 for the rate of the schedule
     */
    default double rateScale(String parameter) {
        return 1;
    }

    /** Tensors of {@link #module} that its forward passes change although they are no parameters; none by default. */
    default List<Tensor> statistics() {
        return List.of();
    }

    /**
     * Share of a moving average of the weights that a step keeps, which then is what model files contain.
     *
     * @return in (0, 1), or 0 if weights are not averaged
     */
    default double averageDecay() {
        return 0;
    }

    /** What passes compute, by which the precision is chosen. */
    Workload workload();

    /**
     * The number of images per forward pass: the plan's, or one that fits into memory. The module is on the device.
     *
     * @param precision of matrix products
     */
    int microBatch(Device device, Precision precision);

    /**
     * Computes gradients. The module is on its device and stays there.
     *
     * @param precision of matrix products
     * @param microBatch number of images per forward pass
     * @param recorder records passes, if the plan asks for it
     * @return to be closed by the caller
     */
    GradientPass.Gradients gradients(Precision precision, int microBatch, Optional<GraphRecorder> recorder);

    /**
     * Metadata of the files of weights and moments, from which the module can be built again.
     *
     * @param provenance of the weights, which is added to it
     */
    Map<String, String> metadata(Map<String, String> provenance);
}
