package dev.pixio.downstream.finetune.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.image.resize.ImageSize;
import dev.pixio.train.plan.PlanFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InputSizeTest {

    @ParameterizedTest
    @ValueSource(strings = {"0", "224", "192x320"})
    void aPlanKeepsTheSizeAsItIsWritten(String size) throws Exception {
        FineTuningPlan plan = new FineTuningPlanBuilder(FineTuningRecipe.plan(TaskKind.SEGMENTATION))
                .imageSize(InputSize.parse(size))
                .build();
        String yaml = PlanFile.toYaml(plan);

        assertThat(yaml).contains("\nimageSize: " + size + "\n");
        FineTuningPlan read = PlanFile.parse(yaml, FineTuningRecipe.plan(TaskKind.SEGMENTATION));
        assertThat(read).isEqualTo(plan);
    }

    @Test
    void theHeightComesFirst() {
        assertThat(InputSize.parse("192x320").given()).contains(new ImageSize(192, 320));
        assertThat(InputSize.parse("224x224")).isEqualTo(InputSize.of(ImageSize.square(224)));
        assertThat(InputSize.OF_ENCODER.given()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "0x32", "32x", "large", "32x32x32"})
    void otherTextIsRefused(String text) {
        assertThatThrownBy(() -> InputSize.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
