package dev.pixio.train.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.train.group.StragglerWatch.Straggler;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StragglerWatchTest {

    private static final int[] EQUAL = {4, 4, 4};

    private static List<Straggler> window(StragglerWatch watch, int[] images, Double... seconds) {
        List<Straggler> found = new ArrayList<>();
        for (int i = 0; i < StragglerWatch.WINDOW; i++) {
            found.addAll(watch.add(List.of(seconds), images));
        }
        return found;
    }

    @Test
    void aSlowProcessIsNamedOnce() {
        StragglerWatch watch = new StragglerWatch(3);

        List<Straggler> found = window(watch, EQUAL, 1.0, 1.1, 2.0);

        assertThat(found).hasSize(1);
        assertThat(found.get(0).process()).isEqualTo(2);
        assertThat(found.get(0).ratio()).isCloseTo(2.0, within(1e-9));
        assertThat(found.get(0).seconds()).isCloseTo(2.0, within(1e-9));
        assertThat(found.get(0).describe("process 2 (b)"))
                .isEqualTo(
                        "process 2 (b) takes 2.0 times as long as the others for an image, 2.00 s per step, and all wait"
                                + " for it");
        assertThat(window(watch, EQUAL, 1.0, 1.1, 2.0)).isEmpty();
    }

    @Test
    void itIsNamedAgainAfterItWasAsFastAsTheOthers() {
        StragglerWatch watch = new StragglerWatch(2);
        int[] images = {8, 8};

        assertThat(window(watch, images, 1.0, 2.0)).hasSize(1);
        assertThat(window(watch, images, 1.0, 1.3)).isEmpty();
        assertThat(window(watch, images, 1.0, 2.0)).isEmpty(); // it was never as fast
        assertThat(window(watch, images, 1.0, 1.1)).isEmpty();
        assertThat(window(watch, images, 2.0, 1.0))
                .extracting(Straggler::process)
                .containsExactly(0);
    }

    @Test
    void oneSlowStepIsNoReason() {
        StragglerWatch watch = new StragglerWatch(2);
        int[] images = {8, 8};
        List<Straggler> found = new ArrayList<>(watch.add(List.of(1.0, 5.0), images));
        for (int i = 1; i < StragglerWatch.WINDOW; i++) {
            found.addAll(watch.add(List.of(1.0, 1.0), images));
        }

        assertThat(found).isEmpty();
    }

    @Test
    void moreImagesTakeLonger() {
        assertThat(window(new StragglerWatch(2), new int[] {1, 2}, 1.0, 2.0)).isEmpty();
        assertThat(window(new StragglerWatch(2), new int[] {0, 1}, 0.1, 2.0)).isEmpty();
    }

    @Test
    void millisecondsDoNotMatter() {
        assertThat(window(new StragglerWatch(2), new int[] {8, 8}, 0.01, 0.03)).isEmpty();
    }
}
