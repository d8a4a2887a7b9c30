package dev.pixio.train;

import dev.pixio.model.config.GradientMethod;
import dev.pixio.torch.Libtorch;
import dev.pixio.train.optim.update.ParameterMemory;
import dev.pixio.train.plan.MachinePlan;
import dev.pixio.train.plan.MachinePlan.GpuUse;
import dev.pixio.train.step.DeviceMode;
import dev.pixio.train.step.StepReading;
import java.util.Optional;
import org.bytedeco.pytorch.Device;

/** A way of taking steps that a user can choose on a GPU; on a CPU what corresponds to it, so that its code runs in each build. */
enum StepMode {
    DEFAULT(GradientMethod.AUTO, GpuUse.OFF, GpuUse.OFF),
    EXPLICIT(GradientMethod.EXPLICIT, GpuUse.OFF, GpuUse.OFF),
    QUEUE_AHEAD(GradientMethod.AUTOGRAD, GpuUse.ON, GpuUse.OFF),
    EXPLICIT_QUEUE_AHEAD(GradientMethod.EXPLICIT, GpuUse.ON, GpuUse.OFF),
    GRAPHS(GradientMethod.AUTOGRAD, GpuUse.AUTO, GpuUse.ON),
    EXPLICIT_GRAPHS(GradientMethod.EXPLICIT, GpuUse.AUTO, GpuUse.ON);

    private final GradientMethod gradients;
    private final GpuUse queueAhead;
    private final GpuUse graphs;

    StepMode(GradientMethod gradients, GpuUse queueAhead, GpuUse graphs) {
        this.gradients = gradients;
        this.queueAhead = queueAhead;
        this.graphs = graphs;
    }

    /** A machine with these settings; a CPU knows only those of gradients, and one thread is recorded there. */
    MachinePlan of(MachinePlan machine, Device device) {
        MachinePlan chosen = machine.withGradients(gradients);
        return Libtorch.isGpu(device)
                ? chosen.withQueueAhead(queueAhead).withCudaGraphs(graphs)
                : chosen.withThreads(1);
    }

    /** A trainer that works so. */
    Trainer on(Device device, Trainer trainer) {
        if (Libtorch.isGpu(device) || this == DEFAULT || this == EXPLICIT) {
            return trainer;
        }
        return trainer.mode(new DeviceMode(
                StepReading.BEHIND_NEXT_GRADIENTS,
                ParameterMemory.FLAT,
                graphs == GpuUse.ON ? Optional.of(new ClosureRecorder()) : Optional.empty()));
    }
}
