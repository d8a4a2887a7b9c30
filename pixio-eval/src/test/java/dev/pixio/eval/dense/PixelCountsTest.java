package dev.pixio.eval.dense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PixelCountsTest {

    private static final byte[] ACTUAL = {0, 0, 0, 1, 1, 2};
    private static final byte[] PREDICTED = {0, 0, 1, 1, 2, 2};

    @Test
    void intersectionsAndUnionsAreThoseOfTheClasses() {
        PixelCounts counts = new PixelCounts(3);
        counts.add(ACTUAL, PREDICTED);
        PixelCounts.Sum sum = counts.sum(new int[] {1});

        assertThat(sum.iou(0)).isEqualTo(2.0 / 3);
        assertThat(sum.iou(1)).isEqualTo(1.0 / 3);
        assertThat(sum.iou(2)).isEqualTo(1.0 / 2);
        assertThat(sum.meanIou()).isCloseTo((2.0 / 3 + 1.0 / 3 + 1.0 / 2) / 3, within(1e-12));
        assertThat(sum.accuracy()).isEqualTo(4.0 / 6);
    }

    @Test
    void unionsAreSummedOverTheScenesBeforeTheyDivide() {
        PixelCounts counts = new PixelCounts(3);
        counts.add(ACTUAL, PREDICTED);
        counts.add(new byte[] {0, 1}, new byte[] {0, 0});

        assertThat(counts.sum(new int[] {1, 1}).iou(0)).isEqualTo(3.0 / 5);
        assertThat(counts.sum(new int[] {0, 2}).iou(0)).isEqualTo(1.0 / 2);
    }

    @Test
    void aClassThatNeitherOccursNorIsPredictedDoesNotCount() {
        PixelCounts counts = new PixelCounts(4);
        counts.add(ACTUAL, PREDICTED);
        PixelCounts.Sum sum = counts.sum(new int[] {1});

        assertThat(sum.iou(3)).isNaN();
        assertThat(sum.meanIou()).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void aClassThatIsOnlyPredictedCountsAsZero() {
        PixelCounts counts = new PixelCounts(2);
        counts.add(new byte[] {0, 0}, new byte[] {0, 1});

        assertThat(counts.sum(new int[] {1}).meanIou()).isEqualTo(0.25);
    }
}
