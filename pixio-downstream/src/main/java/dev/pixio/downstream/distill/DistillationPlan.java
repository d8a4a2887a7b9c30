package dev.pixio.downstream.distill;

import dev.pixio.model.config.Activations;
import dev.pixio.model.config.GradientMethod;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.Require;
import dev.pixio.train.plan.DataPlan;
import dev.pixio.train.plan.FreezePlan;
import dev.pixio.train.plan.GuardPlan;
import dev.pixio.train.plan.MachinePlan;
import dev.pixio.train.plan.OptimizerPlan;
import dev.pixio.train.plan.Recipe;
import dev.pixio.train.plan.RunPlan;
import dev.pixio.train.plan.SavingPlan;
import dev.pixio.train.plan.SchedulePlan;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.train.plan.TrainingPlanBuilder;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * All settings of a distillation.
 *
 * @param recipe always {@value #RECIPE}
 * @param teacher file, folder or run of the teacher's weights
 * @param students names of the students' shapes, with commas between them, such as {@code s,192x6x3}; each once
 * @param height of the images in pixels
 * @param width of the images in pixels
 * @param dropPath rate of a student's last block
 * @param maskRatio share of the patches that students do not see and that are not compared; 0 for none
 * @param data training data and augmentation
 * @param batchSize number of images per optimizer step
 * @param optimizer settings of AdamW
 * @param schedule length of the run and learning rate schedule
 * @param freeze always {@link FreezePlan#NONE}
 * @param machine device, precision, threads and memory use
 * @param saving when checkpoints are saved
 * @param guard how losses and gradients that are not finite are handled
 * @param seed of all random choices
 */
public record DistillationPlan(
        String recipe,
        String teacher,
        String students,
        int height,
        int width,
        double dropPath,
        double maskRatio,
        DataPlan data,
        int batchSize,
        OptimizerPlan optimizer,
        SchedulePlan schedule,
        FreezePlan freeze,
        MachinePlan machine,
        SavingPlan saving,
        GuardPlan guard,
        long seed)
        implements RunPlan {

    /** The name of the only recipe. */
    public static final String RECIPE = "distill";

    /** As published: a rate of 1e-3 for a batch of 8192, betas of the paper's pre-training, decay of matrices. */
    private static final double RATE = 1e-3 / 8192;

    public DistillationPlan {
        Require.that(batchSize >= 1, "batch size must be at least 1", batchSize);
        Require.that(maskRatio >= 0 && maskRatio < 1, "mask ratio must be at least 0 and less than 1", maskRatio);
        Require.that(
                machine.microBatch() != MachinePlan.FASTEST,
                "micro-batch must be a number of images in a distillation",
                "auto");
        Require.that(
                machine.activations() == Activations.KEPT
                        && machine.gradients() != GradientMethod.EXPLICIT
                        && machine.cudaGraphs() != MachinePlan.GpuUse.ON,
                "a distillation computes gradients by autograd; checkpointed activations, explicit gradients and CUDA"
                        + " graphs must be off",
                "on");
        Require.that(freeze.freezesNothing(), "a distillation trains whole students; freeze must be none", freeze);
        Require.that(!teacher.isBlank(), "the teacher must be a path", "'" + teacher + "'");
        Require.that(!students.isBlank(), "there must be a student", "'" + students + "'");
        List<String> names = List.of(students.split(","));
        Require.that(
                new HashSet<>(names).size() == names.size(), "each student must have a shape of its own", students);
    }

    /**
     * The settings of AdamW for a batch: the published rate, scaled with the batch size.
     *
     * @param batchSize number of images per optimizer step
     */
    public static OptimizerPlan optimizer(int batchSize) {
        return new OptimizerPlan(RATE * batchSize, 0.9, 0.95, 0.05, OptimizerPlan.Decayed.MATRICES, 0);
    }

    /**
     * The published settings: 100 epochs in batches of 256, warm-up of a tenth, cosine, drop path 0.1, crops from a fifth of the area, no
     * masks.
     *
     * @param teacher path of its weights
     * @param students names of the students' shapes, with commas between them
     * @param height of the images in pixels
     * @param width of the images in pixels
     */
    public static DistillationPlan published(String teacher, String students, int height, int width) {
        TrainingPlan base = Recipe.PAPER.plan();
        return new DistillationPlan(
                RECIPE,
                teacher,
                students,
                height,
                width,
                0.1,
                0,
                base.data(),
                base.batchSize(),
                optimizer(base.batchSize()),
                base.schedule(),
                base.freeze(),
                base.machine(),
                base.saving(),
                base.guard(),
                base.seed());
    }

    /** The settings that all runs have, to be changed by a builder; the model in it has no meaning. */
    public TrainingPlanBuilder common() {
        return new TrainingPlanBuilder(new TrainingPlan(
                Recipe.PAPER.toString(),
                Recipe.PAPER.model(),
                TrainingPlan.Input.RGB,
                data,
                batchSize,
                optimizer,
                schedule,
                freeze,
                machine,
                saving,
                guard,
                seed,
                ""));
    }

    /**
     * A copy with other settings. If the learning rate is the published one for the previous batch size, it becomes that of the new one.
     *
     * @param changed built from {@link #common}
     */
    public DistillationPlan with(TrainingPlan changed, int height, int width, double dropPath, double maskRatio) {
        boolean published =
                changed.optimizer().learningRate() == optimizer(batchSize).learningRate();
        OptimizerPlan adamW = published
                ? changed.optimizer()
                        .withLearningRate(optimizer(changed.batchSize()).learningRate())
                : changed.optimizer();
        return new DistillationPlan(
                recipe,
                teacher,
                students,
                height,
                width,
                dropPath,
                maskRatio,
                changed.data(),
                changed.batchSize(),
                adamW,
                changed.schedule(),
                changed.freeze(),
                changed.machine(),
                changed.saving(),
                changed.guard(),
                changed.seed());
    }

    /** Single patches are masked. */
    static MaskConfig mask(double ratio) {
        return new MaskConfig(ratio, 1);
    }

    /** The names of the students' shapes. */
    public List<String> studentNames() {
        return List.of(students.split(","));
    }

    @Override
    public String command() {
        return "distill";
    }

    /** Students begin with random weights. */
    @Override
    public String init() {
        return "";
    }

    @Override
    public DistillationPlan withMachine(MachinePlan other) {
        return new DistillationPlan(
                recipe, teacher, students, height, width, dropPath, maskRatio, data, batchSize, optimizer, schedule,
                freeze, other, saving, guard, seed);
    }

    /** A copy with another teacher and other students, as {@link #teacher} and {@link #students} name them. */
    public DistillationPlan between(String otherTeacher, String otherStudents) {
        return new DistillationPlan(
                recipe,
                otherTeacher,
                otherStudents,
                height,
                width,
                dropPath,
                maskRatio,
                data,
                batchSize,
                optimizer,
                schedule,
                freeze,
                machine,
                saving,
                guard,
                seed);
    }

    @Override
    public Map<String, String> fixedSettings() {
        String reason = "a run has one teacher, and the same students and masks from its first step on";
        return Map.of("teacher", reason, "students", reason, "height", reason, "width", reason, "maskRatio", reason);
    }
}
