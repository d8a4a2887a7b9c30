package dev.pixio.downstream.finetune.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ClassWeightsTest {

    @Test
    void balancedWeightsAreInverseToTheCountsAndHaveAMeanOfOne() throws Exception {
        float[] weights =
                ClassWeights.parse("balanced").of(3, () -> new long[] {6, 3, 1}).orElseThrow();
        assertThat((6 * weights[0] + 3 * weights[1] + weights[2]) / 10).isEqualTo(1);
        assertThat(weights[1] / weights[0]).isEqualTo(2);
    }

    @Test
    void aClassThatWasNotFoundCountsAsMuchAsTheRarestOne() throws Exception {
        float[] weights =
                ClassWeights.parse("balanced").of(3, () -> new long[] {8, 0, 2}).orElseThrow();
        assertThat(weights).containsExactly(0.625f, 2.5f, 2.5f);
    }

    @Test
    void givenWeightsAreOneForEachClass() throws Exception {
        assertThat(ClassWeights.parse("none").of(3, () -> new long[0])).isEmpty();
        ClassWeights given = ClassWeights.parse("1, 2.5");
        assertThat(given.of(2, () -> new long[0]).orElseThrow()).containsExactly(1, 2.5f);
        assertThatThrownBy(() -> given.of(3, () -> new long[0]))
                .hasMessage("2 class weights, but the data have 3 classes");
    }
}
