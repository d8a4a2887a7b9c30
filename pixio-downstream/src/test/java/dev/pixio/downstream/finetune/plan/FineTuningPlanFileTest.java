package dev.pixio.downstream.finetune.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.train.plan.PlanChange;
import dev.pixio.train.plan.PlanFile;
import dev.pixio.train.plan.TrainingPlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class FineTuningPlanFileTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(TaskKind.class)
    void aPlanIsReadAsItWasWritten(TaskKind task) throws Exception {
        FineTuningPlan plan = new FineTuningPlanBuilder(FineTuningRecipe.plan(task))
                .init("runs/mine")
                .seed(5)
                .build();
        Path file = folder.resolve("config.yaml");
        PlanFile.write(file, plan);
        assertThat(PlanFile.read(file, FineTuningRecipe.plan(task), Map.of())).isEqualTo(plan);
        assertThat(PlanChange.between(PlanFile.toTree(plan), plan)).isEmpty();
    }

    /** A run that began without RandAugment continues without it. */
    @Test
    void aPlanOfAnEarlierVersionHasNoStrongAugmentation() throws Exception {
        FineTuningPlan plan = FineTuningRecipe.plan(TaskKind.CLASSIFICATION);
        ObjectNode earlier = PlanFile.toTree(plan);
        earlier.remove("augment");
        ((ObjectNode) earlier.get("validation")).remove("test");
        Path file = folder.resolve("config.yaml");
        Files.writeString(
                file,
                PlanFile.toYaml(plan)
                        .replaceAll("(?m)^augment:\\n(  .*\\n)+", "")
                        .replaceAll("(?m)^  test: .*\\n", ""));
        assertThat(Files.readString(file)).doesNotContain("augment", "test:");

        FineTuningPlan read = PlanFile.read(file, plan, Map.of());

        assertThat(read.augment()).isEqualTo(AugmentPlan.NONE);
        assertThat(PlanChange.between(earlier, read)).isEmpty();
    }

    @Test
    void anotherTestIsAChangeThatIsSaid() {
        FineTuningPlan plan = FineTuningRecipe.plan(TaskKind.CLASSIFICATION);
        FineTuningPlan other = new FineTuningPlanBuilder(plan)
                .validation(new ValidationPlan(0.1, 0, "birds/test"))
                .build();
        assertThat(PlanChange.between(PlanFile.toTree(plan), other))
                .singleElement()
                .satisfies(change -> {
                    assertThat(change).hasToString("validation.test nothing -> birds/test");
                    assertThat(change.refusal()).isEmpty();
                });
    }

    @Test
    void plansOfOtherKindsAreRefused() throws Exception {
        Path file = folder.resolve("config.yaml");
        PlanFile.write(file, TrainingPlan.recipe("quick").build());
        assertThatThrownBy(() -> PlanFile.read(file, FineTuningRecipe.plan(TaskKind.DEPTH), Map.of()))
                .hasMessageContaining("it is one of 'pixio pretrain'");
    }

    @Test
    void theModelOfARunCannotChange() {
        FineTuningPlan plan = FineTuningRecipe.plan(TaskKind.SEGMENTATION);
        FineTuningPlan other = new FineTuningPlanBuilder(plan)
                .head(new HeadChoice("dpt", "class-mean", 64))
                .build();
        assertThat(PlanChange.between(PlanFile.toTree(plan), other))
                .extracting(PlanChange::setting)
                .containsExactly("head.dptWidth", "head.kind");
        assertThat(PlanChange.between(PlanFile.toTree(plan), other))
                .allSatisfy(change -> assertThat(change.refusal()).isPresent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "many", "1,-2", "0,0", "1,,2"})
    void otherWeightsAreRefused(String text) {
        assertThatThrownBy(() -> ClassWeights.parse(text)).hasMessageContaining("class weights are none, balanced");
    }
}
