package dev.pixio.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.data.loader.Sampler;
import dev.pixio.image.RgbImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IndexedSourceTest {

    @Test
    void imagesAreReadAndNamedByTheirIndexInTheUnderlyingSource() throws Exception {
        Underlying underlying = new Underlying();
        try (LabelledSubset subset = new LabelledSubset(underlying, new int[] {7, 2}, "two")) {
            subset.read(0).close();
            subset.read(1, reduction -> true).close();

            assertThat(underlying.read).containsExactly(7L, 2L);
            assertThat(subset.name(0)).isEqualTo("image 7");
            assertThat(subset.classOf(1)).isEqualTo(1002);
            assertThat(subset.size()).isEqualTo(2);
        }
    }

    @Test
    void closingASubsetLeavesTheUnderlyingSourceOpen() {
        Underlying underlying = new Underlying();
        new LabelledSubset(underlying, new int[] {7, 2}, "two").close();

        assertThat(underlying.closed).isFalse();
    }

    @Test
    void theFingerprintOfASubsetIsOfItsNamesUnlessItsSourceHasAnOrder() {
        Underlying any = new Underlying();
        assertThat(fingerprint(any, 2, 7))
                .isEqualTo(
                        new Fingerprint().add("2").add("image 2").add("image 7").hex());

        List<String> ordered = List.of(
                fingerprint(new Ordered("buffer 8"), 2, 7),
                fingerprint(new Ordered("buffer 9"), 2, 7),
                fingerprint(new Ordered("buffer 8"), 2, 6));
        assertThat(ordered).doesNotHaveDuplicates().doesNotContain(fingerprint(any, 2, 7));
        assertThat(fingerprint(new Ordered("buffer 8"), 2, 7)).isEqualTo(ordered.get(0));
    }

    private static String fingerprint(LabelledSource source, int... indices) {
        return new LabelledSubset(source, indices, "some").fingerprint();
    }

    /** Ten images in an order that changes with their fingerprint. */
    private static final class Ordered extends Underlying {

        private final String fingerprint;

        Ordered(String fingerprint) {
            this.fingerprint = fingerprint;
        }

        @Override
        public String fingerprint() {
            return fingerprint;
        }

        @Override
        public Optional<EpochOrder> trainingOrder(long seed, int batchSize) {
            return Optional.of(new Sampler(size(), seed, Sampler.Order.SEQUENTIAL));
        }
    }

    /** Ten images; records which were read and whether the source was closed. */
    private static class Underlying implements LabelledSource {

        private final List<Long> read = new ArrayList<>();
        private boolean closed;

        @Override
        public long size() {
            return 10;
        }

        @Override
        public String name(long index) {
            return "image " + index;
        }

        @Override
        public RgbImage read(long index) {
            read.add(index);
            return RgbImage.of(1, 1);
        }

        @Override
        public List<String> classes() {
            return List.of();
        }

        @Override
        public int classOf(long index) {
            return 1000 + (int) index;
        }

        @Override
        public String description() {
            return "ten images";
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
