package dev.pixio.train.step;

import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.device.CudaGraphs;
import dev.pixio.torch.device.GraphRecorder;
import dev.pixio.train.optim.update.ParameterMemory;
import dev.pixio.train.plan.MachinePlan;
import dev.pixio.train.run.TrainingException;
import java.util.Optional;
import org.bytedeco.pytorch.Device;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a training uses its device.
 *
 * @param reading when the values of a step are read
 * @param memory where parameters, gradients and moments are
 * @param recorder records forward and backward passes, in flat memory
 */
public record DeviceMode(StepReading reading, ParameterMemory memory, Optional<GraphRecorder> recorder) {

    /** A CPU computes while work is queued, and makes gradients faster than it adds to them. */
    public static final DeviceMode CPU =
            new DeviceMode(StepReading.AT_ONCE, ParameterMemory.SEPARATE, Optional.empty());

    private static final Logger LOG = LoggerFactory.getLogger(DeviceMode.class);

    /**
     * The way of a device that a plan asks for. Recorded passes need flat memory, in which gradients keep their places.
     *
     * @param device stays open
     * @throws TrainingException if something is demanded of a device that has none
     */
    public static DeviceMode of(Device device, MachinePlan plan) throws TrainingException {
        boolean records = plan.cudaGraphs() == MachinePlan.GpuUse.ON;
        boolean ahead =
                plan.queueAhead() == MachinePlan.GpuUse.ON || (records && plan.queueAhead() == MachinePlan.GpuUse.AUTO);
        if (!Libtorch.isGpu(device)) {
            if (records || ahead) {
                String option = records ? "--cuda-graphs" : "--queue-ahead";
                throw new TrainingException(option + " on needs a GPU, and the device is "
                        + device.str().getString() + "; use " + option + " auto");
            }
            return CPU;
        }
        return new DeviceMode(
                ahead ? StepReading.BEHIND_NEXT_GRADIENTS : StepReading.AT_ONCE,
                ahead || records ? ParameterMemory.FLAT : ParameterMemory.SEPARATE,
                records ? recorder(device) : Optional.empty());
    }

    private static Optional<GraphRecorder> recorder(Device device) {
        try {
            return Optional.of(new CudaGraphs(device));
        } catch (RuntimeException | LinkageError e) { // the latter if a library of the bindings cannot be loaded
            LOG.warn("training goes on without CUDA graphs: {}", e.getMessage());
            return Optional.empty();
        }
    }

    /** Where batches are: a GPU copies them by itself while the host goes on. */
    public LoaderOptions.BatchMemory batches() {
        return reading == StepReading.AT_ONCE
                ? LoaderOptions.BatchMemory.ORDINARY
                : LoaderOptions.BatchMemory.PAGE_LOCKED;
    }
}
