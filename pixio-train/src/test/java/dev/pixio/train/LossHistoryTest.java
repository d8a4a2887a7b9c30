package dev.pixio.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LossHistoryTest {

    @Test
    void firstAndLastLossAreMeansOverATenthOfTheRun() {
        LossHistory losses = new LossHistory(20);
        for (int step = 0; step < 20; step++) {
            losses.add(step);
        }

        assertThat(losses.first()).isEqualTo(0.5);
        assertThat(losses.last()).isEqualTo(18.5);
    }

    @Test
    void meansOfAShortRunCoverHalfOfItsSteps() {
        LossHistory losses = new LossHistory(1000);
        assertThat(losses.first()).isNaN();
        for (int step = 0; step < 5; step++) {
            losses.add(step);
        }

        assertThat(losses.first()).isEqualTo(0.5);
        assertThat(losses.last()).isEqualTo(3.5);
    }
}
