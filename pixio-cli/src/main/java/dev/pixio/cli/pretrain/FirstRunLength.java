package dev.pixio.cli.pretrain;

import dev.pixio.model.config.StepCost;
import dev.pixio.model.config.StepCost.AttentionKind;
import dev.pixio.monitor.NumberText;
import dev.pixio.precision.AutoPrecision;
import dev.pixio.precision.PrecisionRates;
import dev.pixio.precision.Workload;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.Precision;
import dev.pixio.train.plan.PlanFile;
import dev.pixio.train.plan.Recipe;
import dev.pixio.train.plan.SchedulePlan;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.train.plan.TrainingPlanBuilder;
import dev.pixio.train.run.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * The length of the first run, that of the recipe {@link Recipe#FIRST} as it is on a CPU: on a processor on which it would take longer
 * than some minutes, fewer epochs. The time is estimated from the rate of the model's blocks, which is measured and remembered like
 * those of the precision {@code auto}.
 *
 * @param epochs that are trained
 * @param all epochs of the recipe
 * @param seconds which all would take
 */
record FirstRunLength(int epochs, int all, double seconds) {

    /** Of training; what comes before and after takes less than a minute. */
    private static final double MOST_SECONDS = 240;

    /** With fewer the encoder gains too little over an untrained one; docs/quality.md has what it gains with these. */
    private static final int FEWEST = 8;

    /** Numbers of epochs are multiples of this, so that a processor has the same one in all runs in spite of errors of the rate. */
    private static final int UNIT = 4;

    /** What a step of this model reaches of the rate of its blocks; docs/performance.md has what was measured. */
    private static final double SHARE = 0.75;

    /**
     * The length of a new run; empty if that is the recipe's, or if the run is another one.
     *
     * @param plan without a number of epochs that the user has chosen
     */
    static Optional<FirstRunLength> of(TrainingPlan plan) {
        return of(plan, AutoPrecision.ofThisMachine()::rates);
    }

    /** @param rates of blocks on this machine */
    static Optional<FirstRunLength> of(TrainingPlan plan, Function<Workload, Optional<PrecisionRates>> rates) {
        if (!isFirstRun(plan) || Libtorch.isGpu(Libtorch.device(plan.machine().device()))) {
            return Optional.empty();
        }
        if (plan.machine().threads() > 0) {
            Libtorch.setThreads(plan.machine().threads()); // as the training does, before blocks are timed
        }
        double images = (double) plan.schedule().epochs() * plan.data().scenes();
        return rates.apply(Workload.training(plan.model()))
                .map(measured -> imagesPerSecond(plan, measured))
                .filter(rate -> rate > 0)
                .map(rate -> of(plan.schedule().epochs(), images / rate))
                .filter(length -> length.epochs < length.all);
    }

    /**
     * @param all epochs of the recipe
     * @param seconds which they would take
     */
    static FirstRunLength of(int all, double seconds) {
        int fitting = (int) (all * MOST_SECONDS / seconds) / UNIT * UNIT;
        return new FirstRunLength(seconds <= MOST_SECONDS ? all : Math.max(FEWEST, fitting), all, seconds);
    }

    /** With the length that the run in a folder began with. */
    static TrainingPlan asBegun(TrainingPlan plan, Path run) throws IOException {
        return isFirstRun(plan)
                ? withEpochs(
                        plan,
                        PlanFile.read(RunFolder.open(run).config()).schedule().epochs())
                : plan;
    }

    /** Whether what is learned from is the recipe's: seed, hardware, saving and the handling of NaN may be others. */
    private static boolean isFirstRun(TrainingPlan plan) {
        return new TrainingPlanBuilder(Recipe.FIRST.plan())
                .seed(plan.seed())
                .machine(plan.machine())
                .saving(plan.saving())
                .guard(plan.guard())
                .build()
                .equals(plan);
    }

    /** Estimated; 0 if there is no rate in the precision of the plan. */
    private static double imagesPerSecond(TrainingPlan plan, PrecisionRates rates) {
        Precision precision = Precision.named(plan.machine().precision()).orElseGet(rates::faster);
        StepCost image = StepCost.of(plan.model(), plan.machine().activations(), AttentionKind.onCpu(precision));
        return SHARE * rates.in(precision) / image.total();
    }

    private static TrainingPlan withEpochs(TrainingPlan plan, int epochs) {
        SchedulePlan schedule = plan.schedule().withEpochs(epochs);
        return new TrainingPlanBuilder(plan).schedule(schedule).build();
    }

    /** The plan with this length. */
    TrainingPlan apply(TrainingPlan plan) {
        return withEpochs(plan, epochs);
    }

    /** For the user: why the run is shorter, and how it has the recipe's length. */
    String note() {
        return epochs + " epochs instead of the recipe's " + all + ", which would take about "
                + NumberText.duration(seconds) + " on this processor; --epochs " + all + " trains all";
    }
}
