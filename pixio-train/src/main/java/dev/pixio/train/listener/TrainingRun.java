package dev.pixio.train.listener;

import dev.pixio.data.ImageSource;
import dev.pixio.torch.Precision;
import dev.pixio.train.objective.Objective;
import dev.pixio.train.objective.Pretraining;
import dev.pixio.train.plan.RunPlan;
import dev.pixio.train.run.RunFolder;
import org.bytedeco.pytorch.Device;

/**
 * The description of a run for its listeners.
 *
 * @param plan all settings, with the precision that was chosen
 * @param folder of the run
 * @param objective what is trained; listeners read its module and leave weights and gradients alone
 * @param device on which the model is
 * @param precision of matrix products
 * @param microBatch number of images per forward pass
 * @param firstStep optimizer steps completed before: 0, or the step of the checkpoint that is resumed
 * @param stepsPerEpoch optimizer steps per epoch
 * @param totalSteps optimizer steps of the whole run
 */
public record TrainingRun(
        RunPlan plan,
        RunFolder folder,
        Objective objective,
        Device device,
        Precision precision,
        int microBatch,
        long firstStep,
        long stepsPerEpoch,
        long totalSteps) {

    /** The training data. */
    public ImageSource images() {
        return objective.images();
    }

    /**
     * The pre-training, for listeners that evaluate one.
     *
     * @throws IllegalStateException if the run trains something else
     */
    public Pretraining pretraining() {
        if (objective instanceof Pretraining pretraining) {
            return pretraining;
        }
        throw new IllegalStateException("the run of 'pixio " + plan.command() + "' is no pre-training");
    }
}
