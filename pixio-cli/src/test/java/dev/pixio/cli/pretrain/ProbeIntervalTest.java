package dev.pixio.cli.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.eval.dense.DenseProbes;
import org.junit.jupiter.api.Test;

class ProbeIntervalTest {

    @Test
    void whatIsEvaluatedNeverIsRefused() {
        assertThatThrownBy(() -> ProbeInterval.parse("0,segmentation"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--probe-every 0 is never, and cannot be combined with segmentation or depth: give a number"
                        + " of steps, at least 1, not '0,segmentation'");
        assertThat(ProbeInterval.parse("0").isNever()).isTrue();
        assertThat(ProbeInterval.parse("5, depth").dense()).containsExactly(DenseProbes.Kind.DEPTH);
    }
}
