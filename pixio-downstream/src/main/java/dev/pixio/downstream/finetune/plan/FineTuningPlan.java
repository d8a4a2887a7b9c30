package dev.pixio.downstream.finetune.plan;

import dev.pixio.model.config.Activations;
import dev.pixio.model.config.GradientMethod;
import dev.pixio.model.config.Require;
import dev.pixio.train.plan.DataPlan;
import dev.pixio.train.plan.FreezePlan;
import dev.pixio.train.plan.GuardPlan;
import dev.pixio.train.plan.MachinePlan;
import dev.pixio.train.plan.OptimizerPlan;
import dev.pixio.train.plan.RunPlan;
import dev.pixio.train.plan.SavingPlan;
import dev.pixio.train.plan.SchedulePlan;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All settings of a fine-tuning, validated on creation.
 *
 * @param recipe name of the recipe from which the plan was built
 * @param task what the model is trained for
 * @param head which head it gets
 * @param imageSize of its input
 * @param data training data, and the random crops and flips of images
 * @param dense data with a true value for each pixel; of no meaning for classification
 * @param augment strong augmentation of images; of no meaning for values of pixels
 * @param mixing of images and classes; of no meaning for values of pixels
 * @param adaptation how far weights move from those of pre-training
 * @param validation at each checkpoint
 * @param batchSize number of images per optimizer step, over all micro-batches
 * @param optimizer settings of AdamW
 * @param schedule length of the run and learning rate schedule
 * @param freeze which parts of the encoder are frozen
 * @param machine device, precision, threads and memory use
 * @param saving when checkpoints are saved, and the model is validated
 * @param guard how losses and gradients that are not finite are handled
 * @param seed of all random choices
 * @param init file or run of the encoder's weights
 */
public record FineTuningPlan(
        String recipe,
        TaskKind task,
        HeadChoice head,
        InputSize imageSize,
        DataPlan data,
        DensePlan dense,
        AugmentPlan augment,
        MixingPlan mixing,
        AdaptationPlan adaptation,
        ValidationPlan validation,
        int batchSize,
        OptimizerPlan optimizer,
        SchedulePlan schedule,
        FreezePlan freeze,
        MachinePlan machine,
        SavingPlan saving,
        GuardPlan guard,
        long seed,
        String init)
        implements RunPlan {

    public FineTuningPlan {
        Require.that(batchSize >= 2, "batch size must be at least 2", batchSize);
        Require.that(
                machine.microBatch() <= batchSize,
                "micro-batch must be at most the batch size " + batchSize,
                machine.microBatch());
        Require.that(
                machine.microBatch() != MachinePlan.FASTEST,
                "micro-batch must be a number of images in a fine-tuning",
                "auto");
        Require.that(
                machine.activations() == Activations.KEPT
                        && machine.gradients() != GradientMethod.EXPLICIT
                        && machine.cudaGraphs() != MachinePlan.GpuUse.ON,
                "a fine-tuning computes gradients by autograd; --checkpoint-activations, --gradients explicit and"
                        + " --cuda-graphs on must be off",
                "on");
        Require.that(
                machine.queueAhead() != MachinePlan.GpuUse.ON,
                "steps must not be queued ahead in a fine-tuning, whose batch normalisation a checkpoint must not have"
                        + " counted twice: --queue-ahead",
                "on");
        Require.that(
                head.kind().equals(HeadChoice.POOLED) != task.isDense(),
                "the head must be " + (task.isDense() ? "linear or dpt" : HeadChoice.POOLED) + " for " + task.id(),
                head.kind());
        Require.that(
                task != TaskKind.DEPTH || adaptation.classWeights().equals("none"),
                "class weights must be none for depth",
                adaptation.classWeights());
    }

    @Override
    public String command() {
        return "finetune " + task.id();
    }

    @Override
    public FineTuningPlan withMachine(MachinePlan other) {
        return new FineTuningPlanBuilder(this).machine(other).build();
    }

    @Override
    public Map<String, String> fixedSettings() {
        Map<String, String> fixed = new LinkedHashMap<>();
        for (String model : new String[] {"task", "head.", "imageSize"}) {
            fixed.put(model, "the model of a run cannot change; start a new run with --weights from its weights");
        }
        fixed.put("dense.", "the next images would differ; start a new run with --weights from its weights");
        fixed.put("augment.", "the next images would differ; start a new run with --weights from its weights");
        fixed.put("validation.share", "validation images would have been trained on");
        fixed.put("adaptation.start", "a resumed run continues with its own weights");
        fixed.put("adaptation.average", "a checkpoint has averaged weights or it has not");
        return fixed;
    }
}
