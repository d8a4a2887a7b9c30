package dev.pixio.cli.pretrain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.precision.PrecisionRates;
import dev.pixio.precision.Workload;
import dev.pixio.train.plan.OptimizerPlan;
import dev.pixio.train.plan.PlanFile;
import dev.pixio.train.plan.Recipe;
import dev.pixio.train.plan.SavingPlan;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.train.plan.TrainingPlanBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstRunLengthTest {

    private static final TrainingPlan FIRST = onCpu(Recipe.FIRST, "auto");

    /** As measured on two cores of an AMD EPYC (Zen 3), where all epochs took 14 minutes. */
    private static final PrecisionRates SLOW = new PrecisionRates(99e9, 0);

    @TempDir
    private Path folder;

    private static TrainingPlan onCpu(Recipe recipe, String precision) {
        TrainingPlan plan = recipe.plan();
        return new TrainingPlanBuilder(plan)
                .machine(plan.machine().withDevice("cpu").withPrecision(precision))
                .build();
    }

    private static Optional<FirstRunLength> length(TrainingPlan plan, PrecisionRates rates) {
        return FirstRunLength.of(plan, workload -> {
            assertThat(workload).isEqualTo(Workload.training(plan.model()));
            return Optional.of(rates);
        });
    }

    @Test
    void aFastProcessorTrainsAllEpochs() {
        assertThat(FirstRunLength.of(28, 60).epochs()).isEqualTo(28);
        assertThat(FirstRunLength.of(28, 240).epochs()).isEqualTo(28);
        assertThat(FirstRunLength.of(30, 240).epochs()).isEqualTo(30);
        assertThat(length(FIRST, new PrecisionRates(99e9, 400e9))).isEmpty();
    }

    @Test
    void aSlowerProcessorTrainsWhatFitsInFourMinutes() {
        assertThat(FirstRunLength.of(28, 290).epochs()).isEqualTo(20); // 23.2 epochs fit
        assertThat(FirstRunLength.of(28, 480).epochs()).isEqualTo(12); // 14
        assertThat(FirstRunLength.of(28, 840).epochs()).isEqualTo(8);
    }

    @Test
    void aVerySlowProcessorTrainsTheFewestEpochsThatGainSomething() {
        FirstRunLength length = FirstRunLength.of(28, 10_000);

        assertThat(length.epochs()).isEqualTo(8);
        assertThat(length.apply(FIRST).schedule()).isEqualTo(FIRST.schedule().withEpochs(8));
    }

    @Test
    void theTimeIsThatOfTheRateInThePrecisionOfThePlan() {
        assertThat(length(FIRST, SLOW)).hasValueSatisfying(length -> {
            assertThat(length.epochs()).isEqualTo(8);
            assertThat(length.seconds()).isBetween(700.0, 950.0);
        });
        assertThat(length(onCpu(Recipe.FIRST, "fp32"), new PrecisionRates(99e9, 400e9)))
                .isEqualTo(length(FIRST, SLOW));
        assertThat(length(onCpu(Recipe.FIRST, "bf16"), SLOW))
                .as("no rate is known")
                .isEmpty();
        assertThat(FirstRunLength.of(FIRST, workload -> Optional.empty())).isEmpty();
    }

    @Test
    void theUserReadsWhyAndHowTheRunIsLonger() {
        assertThat(FirstRunLength.of(28, 840).note())
                .isEqualTo("8 epochs instead of the recipe's 28, which would take about 14 min 00 s on this processor;"
                        + " --epochs 28 trains all");
    }

    @Test
    void seedAndSavingDoNotMakeAnotherRun() {
        TrainingPlan plan = new TrainingPlanBuilder(FIRST)
                .seed(5)
                .saving(SavingPlan.everySteps(10, 1))
                .build();

        assertThat(length(plan, SLOW)).isPresent();
    }

    @Test
    void onlyTheUnchangedRecipeIsShortened() {
        OptimizerPlan recipe = FIRST.optimizer();
        OptimizerPlan faster = new OptimizerPlan(
                1e-3, recipe.beta1(), recipe.beta2(), recipe.weightDecay(), recipe.decayed(), recipe.clipNorm());

        assertThat(length(onCpu(Recipe.QUICK, "auto"), SLOW)).isEmpty();
        assertThat(length(new TrainingPlanBuilder(FIRST).imageSize(32, 32).build(), SLOW))
                .isEmpty();
        assertThat(length(new TrainingPlanBuilder(FIRST).batchSize(32).build(), SLOW))
                .isEmpty();
        assertThat(length(new TrainingPlanBuilder(FIRST).optimizer(faster).build(), SLOW))
                .isEmpty();
        assertThat(length(
                        new TrainingPlanBuilder(FIRST)
                                .schedule(FIRST.schedule().withMaxSteps(60))
                                .build(),
                        SLOW))
                .isEmpty();
        assertThat(length(new TrainingPlanBuilder(FIRST).data(folder).build(), SLOW))
                .isEmpty();
    }

    @Test
    void aRunThatIsStartedAgainKeepsItsLength() throws IOException {
        TrainingPlan begun = FirstRunLength.of(28, 480).apply(FIRST);
        Files.writeString(folder.resolve("config.yaml"), PlanFile.toYaml(begun));

        assertThat(FirstRunLength.asBegun(FIRST, folder)).isEqualTo(begun);
        assertThat(FirstRunLength.asBegun(Recipe.QUICK.plan(), folder)).isEqualTo(Recipe.QUICK.plan());
    }
}
