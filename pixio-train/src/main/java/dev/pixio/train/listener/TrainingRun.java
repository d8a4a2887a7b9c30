package dev.pixio.train.listener;

import dev.pixio.data.ImageSource;
import dev.pixio.model.Pixio;
import dev.pixio.torch.Precision;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.train.run.RunFolder;
import org.bytedeco.pytorch.Device;

/**
 * The description of a run for its listeners.
 *
 * @param plan all settings
 * @param folder of the run
 * @param model that is being trained; listeners read it and leave its weights and gradients alone
 * @param images the training data
 * @param device on which the model is
 * @param precision of matrix products
 * @param microBatch number of images per forward pass
 * @param firstStep optimizer steps completed before: 0, or the step of the checkpoint that is resumed
 * @param stepsPerEpoch optimizer steps per epoch
 * @param totalSteps optimizer steps of the whole run
 */
public record TrainingRun(
        TrainingPlan plan,
        RunFolder folder,
        Pixio model,
        ImageSource images,
        Device device,
        Precision precision,
        int microBatch,
        long firstStep,
        long stepsPerEpoch,
        long totalSteps) {}
