package dev.pixio.train.listener;

import dev.pixio.data.ImageSource;
import dev.pixio.model.Pixio;
import dev.pixio.torch.Precision;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.train.run.RunFolder;
import org.bytedeco.pytorch.Device;

/**
 * A run as its listeners see it.
 *
 * @param plan all settings
 * @param folder where it is kept
 * @param model that is being trained; listeners read it and leave its weights and gradients alone
 * @param images that are learned from
 * @param device on which the model is
 * @param precision of its products
 * @param microBatch images that go through the model at once
 * @param firstStep optimizer steps that were taken before: 0, or those of the checkpoint that it goes on from
 * @param stepsPerEpoch optimizer steps in an epoch
 * @param totalSteps optimizer steps in the whole run
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
