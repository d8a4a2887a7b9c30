package dev.pixio.train.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.model.config.ModelCost;
import dev.pixio.train.group.ScalingModel.Link;
import dev.pixio.train.plan.Recipe;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScalingModelTest {

    private static final Link GIGABYTE_PER_SECOND = new Link(8e9, 0);

    /** Two groups with half of the backward pass each, and gradients of 1 GB each; a step of 3 s, so a backward pass of 2 s. */
    private static final ScalingModel TWO_GROUPS =
            ScalingModel.of(List.of(List.of(1_000_000_000L), List.of(1_000_000_000L)), List.of(5.0, 5.0), 1);

    /** The ring sends 2 (n - 1) / n of the bytes: 1 GB between two, 1.5 GB among four, 1.998 GB among 1,024. */
    @ParameterizedTest
    @CsvSource({"1, 0", "2, 1", "4, 1.5", "1024, 1.998046875"})
    void aRingSendsEachByteLessThanTwice(int processes, double seconds) {
        assertThat(ScalingModel.seconds(1_000_000_000, processes, GIGABYTE_PER_SECOND))
                .isCloseTo(seconds, within(1e-9));
    }

    /** 2 (4 - 1) messages of 0.5 ms. */
    @Test
    void eachMessageOfARingIsLate() {
        assertThat(ScalingModel.seconds(0, 4, new Link(1e9, 5e-4))).isCloseTo(3e-3, within(1e-12));
    }

    /** The first bucket is sent from second 2 to 3, while the second is computed; that one from 3 to 4. */
    @Test
    void theFirstBucketIsHiddenAndTheLastIsNot() {
        ScalingModel.Step step = TWO_GROUPS.predict(2, 3, GIGABYTE_PER_SECOND);

        assertThat(step.sumSeconds()).isCloseTo(2, within(1e-9));
        assertThat(step.exposedSeconds()).isCloseTo(1, within(1e-9));
        assertThat(step.seconds()).isCloseTo(4, within(1e-9));
        assertThat(step.efficiency()).isCloseTo(0.75, within(1e-9));
    }

    /** At half the rate the first is sent from 2 to 4, the second from 4 to 6. */
    @Test
    void aBucketWaitsForTheOneBefore() {
        assertThat(TWO_GROUPS.predict(2, 3, new Link(4e9, 0)).exposedSeconds()).isCloseTo(3, within(1e-9));
    }

    /** Group 0 has a fifth of the work: it is complete at 1 + 2/5 s and sent until 2.4 s; the rest is sent from 3 s on. */
    @Test
    void aGroupIsCompleteWhenItsPartOfTheBackwardPassIsDone() {
        ScalingModel model = ScalingModel.of(
                List.of(List.of(1_000_000_000L), List.of(3_000_000_000L, 1_000_000_000L)),
                List.of(2.0, 8.0),
                1_000_000_000);

        assertThat(model.buckets()).isEqualTo(3);
        assertThat(model.gradientBytes()).isEqualTo(5_000_000_000L);
        assertThat(model.predict(2, 3, GIGABYTE_PER_SECOND).exposedSeconds()).isCloseTo(4, within(1e-9));
    }

    @Test
    void withOneBucketNothingIsHidden() {
        ScalingModel model =
                ScalingModel.of(Collections.nCopies(2, List.of(1_000_000_000L)), List.of(5.0, 5.0), 3_000_000_000L);

        assertThat(model.buckets()).isEqualTo(1);
        assertThat(model.predict(2, 3, GIGABYTE_PER_SECOND).exposedSeconds()).isCloseTo(2, within(1e-9));
    }

    @ParameterizedTest
    @EnumSource(Recipe.class)
    void theGradientsOfAllParametersAreSentInFullPrecision(Recipe recipe) {
        assertThat(ScalingModel.of(recipe.model(), 25 << 20).gradientBytes())
                .isEqualTo(4 * ModelCost.of(recipe.model()).parameters());
    }

    @Test
    void aSingleProcessSendsNothing() {
        ScalingModel.Step step = TWO_GROUPS.predict(1, 3, new Link(1, 1));

        assertThat(step.efficiency()).isEqualTo(1);
        assertThat(step.sumSeconds()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 8, 1024})
    void aFasterLinkAndALongerStepScaleBetter(int processes) {
        ScalingModel model = ScalingModel.of(Recipe.LIGHTLY.model(), 25 << 20);
        double before = 0;
        for (double bits = 1e8; bits <= 1e12; bits *= 10) {
            double efficiency =
                    model.predict(processes, 0.2, new Link(bits, 2e-5)).efficiency();
            assertThat(efficiency).isGreaterThan(before).isLessThan(1);
            assertThat(model.predict(processes, 0.4, new Link(bits, 2e-5)).efficiency())
                    .isGreaterThan(efficiency);
            before = efficiency;
        }
    }

    @Test
    void moreProcessesScaleWorse() {
        ScalingModel model = ScalingModel.of(Recipe.LIGHTLY.model(), 25 << 20);
        double before = 1;
        for (int processes = 2; processes <= 1024; processes *= 2) {
            double efficiency =
                    model.predict(processes, 0.2, new Link(1e10, 2e-5)).efficiency();
            assertThat(efficiency).isLessThan(before).isPositive();
            before = efficiency;
        }
    }

    @Test
    void whatCannotBePredictedIsRefused() {
        assertThatThrownBy(() -> TWO_GROUPS.predict(0, 1, GIGABYTE_PER_SECOND))
                .hasMessage("the number of processes must be at least 1, not 0");
        assertThatThrownBy(() -> TWO_GROUPS.predict(2, 0, GIGABYTE_PER_SECOND))
                .hasMessage("the time of a step must be more than 0 s, not 0.0");
        assertThatThrownBy(() -> new Link(0, 0)).hasMessage("the bandwidth must be more than 0 bit/s, not 0.0");
        assertThatThrownBy(() -> new Link(1, -1)).hasMessage("the latency must be at least 0 s, not -1.0");
    }
}
