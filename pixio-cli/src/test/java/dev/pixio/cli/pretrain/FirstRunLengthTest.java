package dev.pixio.cli.pretrain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.train.plan.PlanFile;
import dev.pixio.train.plan.Recipe;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.train.plan.TrainingPlanBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstRunLengthTest {

    private static final TrainingPlan FIRST = Recipe.FIRST.plan();

    @TempDir
    private Path folder;

    @Test
    void aFastProcessorTrainsAllEpochs() {
        assertThat(FirstRunLength.of(28, 60).epochs()).isEqualTo(28);
        assertThat(FirstRunLength.of(28, 240).epochs()).isEqualTo(28);
        assertThat(FirstRunLength.of(30, 240).epochs()).isEqualTo(30);
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
    void theUserReadsWhyAndHowTheRunIsLonger() {
        assertThat(FirstRunLength.of(28, 840).note())
                .isEqualTo("8 epochs instead of the recipe's 28, which would take about 14 min 00 s on this processor;"
                        + " --epochs 28 trains all");
    }

    @Test
    void onlyTheUnchangedRecipeIsShortened() {
        TrainingPlan smaller = new TrainingPlanBuilder(FIRST).imageSize(32, 32).build();

        assertThat(FirstRunLength.of(Recipe.QUICK.plan())).isEmpty();
        assertThat(FirstRunLength.of(smaller)).isEmpty();
        assertThat(FirstRunLength.of(
                        new TrainingPlanBuilder(FIRST).batchSize(32).build()))
                .isEmpty();
        assertThat(FirstRunLength.of(new TrainingPlanBuilder(FIRST)
                        .schedule(FIRST.schedule().withMaxSteps(60))
                        .build()))
                .isEmpty();
        assertThat(FirstRunLength.of(new TrainingPlanBuilder(FIRST).data(folder).build()))
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
