package dev.pixio.train.plan;

import java.util.Map;

/**
 * The settings that every run has, whatever it trains. The records that implement it have those of one objective as well, and are
 * saved as {@code config.yaml} whole.
 */
public interface RunPlan {

    /** The subcommand that makes runs of these plans, such as {@code pretrain}. */
    String command();

    /** Name of the recipe from which the plan was built. */
    String recipe();

    /** Training data and their augmentation. */
    DataPlan data();

    /** Number of images per optimizer step, over all micro-batches and processes. */
    int batchSize();

    /** Settings of AdamW. */
    OptimizerPlan optimizer();

    /** Length of the run and learning rate schedule. */
    SchedulePlan schedule();

    /** Which parts of the encoder are frozen. */
    FreezePlan freeze();

    /** Device, precision, threads and memory use. */
    MachinePlan machine();

    /** When checkpoints are saved. */
    SavingPlan saving();

    /** How losses and gradients that are not finite are handled. */
    GuardPlan guard();

    /** Seed of all random choices. */
    long seed();

    /** File or run of the initial weights; empty for random initialisation. */
    String init();

    /** A copy with another device, precision, number of threads or use of memory. */
    RunPlan withMachine(MachinePlan machine);

    /**
     * Settings of this kind of plan that cannot change within a run: the start of their path in {@code config.yaml}, and the reason.
     * {@link PlanChange} adds those of every run.
     */
    Map<String, String> fixedSettings();

    /** What to do instead if a run cannot be resumed with changed data, for a message. */
    default String anew() {
        return "start a new run with pixio " + command();
    }
}
