package dev.pixio.downstream.finetune.plan;

import dev.pixio.train.plan.DataPlan;
import dev.pixio.train.plan.FreezePlan;
import dev.pixio.train.plan.GuardPlan;
import dev.pixio.train.plan.MachinePlan;
import dev.pixio.train.plan.OptimizerPlan;
import dev.pixio.train.plan.SavingPlan;
import dev.pixio.train.plan.SchedulePlan;

/** Builds a {@link FineTuningPlan} from an existing one. A later setting replaces an earlier one. */
public final class FineTuningPlanBuilder {

    private final FineTuningPlan before;
    private HeadChoice head;
    private InputSize imageSize;
    private DataPlan data;
    private DensePlan dense;
    private AugmentPlan augment;
    private MixingPlan mixing;
    private AdaptationPlan adaptation;
    private ValidationPlan validation;
    private int batchSize;
    private OptimizerPlan optimizer;
    private SchedulePlan schedule;
    private FreezePlan freeze;
    private MachinePlan machine;
    private SavingPlan saving;
    private GuardPlan guard;
    private long seed;
    private String init;

    /** Starts with the settings of a plan. */
    public FineTuningPlanBuilder(FineTuningPlan plan) {
        this.before = plan;
        this.head = plan.head();
        this.imageSize = plan.imageSize();
        this.data = plan.data();
        this.dense = plan.dense();
        this.augment = plan.augment();
        this.mixing = plan.mixing();
        this.adaptation = plan.adaptation();
        this.validation = plan.validation();
        this.batchSize = plan.batchSize();
        this.optimizer = plan.optimizer();
        this.schedule = plan.schedule();
        this.freeze = plan.freeze();
        this.machine = plan.machine();
        this.saving = plan.saving();
        this.guard = plan.guard();
        this.seed = plan.seed();
        this.init = plan.init();
    }

    /** Sets which head. */
    public FineTuningPlanBuilder head(HeadChoice value) {
        head = value;
        return this;
    }

    /** Sets the size of the input. */
    public FineTuningPlanBuilder imageSize(InputSize value) {
        imageSize = value;
        return this;
    }

    /** Sets the settings of the data. */
    public FineTuningPlanBuilder data(DataPlan value) {
        data = value;
        return this;
    }

    /** Sets the settings of data with a true value for each pixel. */
    public FineTuningPlanBuilder dense(DensePlan value) {
        dense = value;
        return this;
    }

    /** Sets the strong augmentation of images. */
    public FineTuningPlanBuilder augment(AugmentPlan value) {
        augment = value;
        return this;
    }

    /** Sets how images and classes are mixed. */
    public FineTuningPlanBuilder mixing(MixingPlan value) {
        mixing = value;
        return this;
    }

    /** Sets how far weights move. */
    public FineTuningPlanBuilder adaptation(AdaptationPlan value) {
        adaptation = value;
        return this;
    }

    /** Sets how the model is validated. */
    public FineTuningPlanBuilder validation(ValidationPlan value) {
        validation = value;
        return this;
    }

    /** Sets the number of images per optimizer step. */
    public FineTuningPlanBuilder batchSize(int value) {
        batchSize = value;
        return this;
    }

    /** Sets the settings of the optimizer. */
    public FineTuningPlanBuilder optimizer(OptimizerPlan value) {
        optimizer = value;
        return this;
    }

    /** Sets length and learning rate schedule. */
    public FineTuningPlanBuilder schedule(SchedulePlan value) {
        schedule = value;
        return this;
    }

    /** Sets which parts of the encoder are frozen. */
    public FineTuningPlanBuilder freeze(FreezePlan value) {
        freeze = value;
        return this;
    }

    /** Sets device, precision, threads and memory use. */
    public FineTuningPlanBuilder machine(MachinePlan value) {
        machine = value;
        return this;
    }

    /** Sets when checkpoints are saved. */
    public FineTuningPlanBuilder saving(SavingPlan value) {
        saving = value;
        return this;
    }

    /** Sets how losses that are not finite are handled. */
    public FineTuningPlanBuilder guard(GuardPlan value) {
        guard = value;
        return this;
    }

    /** Sets the seed of all random choices. */
    public FineTuningPlanBuilder seed(long value) {
        seed = value;
        return this;
    }

    /** Sets the file or run of the encoder's weights. */
    public FineTuningPlanBuilder init(String value) {
        init = value;
        return this;
    }

    /**
     * The plan.
     *
     * @throws IllegalArgumentException if settings contradict each other
     */
    public FineTuningPlan build() {
        return new FineTuningPlan(
                before.recipe(),
                before.task(),
                head,
                imageSize,
                data,
                dense,
                augment,
                mixing,
                adaptation,
                validation,
                batchSize,
                optimizer,
                schedule,
                freeze,
                machine,
                saving,
                guard,
                seed,
                init);
    }
}
