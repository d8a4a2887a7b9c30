package dev.pixio.data.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.data.EpochBatches;
import dev.pixio.data.EpochBatches.Unreadable;
import dev.pixio.data.EpochOrder;
import dev.pixio.data.ImageSource;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.data.loader.LoaderOptions.Share;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class JoinedSourceTest {

    private static final int BATCH = 6;

    /** A source of grey images, some of which cannot be read. */
    private record Grey(String letter, long size, long unreadable) implements ImageSource {

        @Override
        public String name(long index) {
            return letter + index;
        }

        @Override
        public RgbImage read(long index) throws ImageReadException {
            if (index == unreadable) {
                throw new ImageReadException("damaged");
            }
            return RgbImage.of(8, 8);
        }

        @Override
        public String description() {
            return size + " of " + letter;
        }
    }

    @Test
    void withoutWeightsImagesFollowEachOtherAndEachIsDrawnOnce() {
        JoinedSource source = joined(OptionalDouble.empty(), OptionalDouble.empty());

        assertThat(source.size()).isEqualTo(50);
        assertThat(source.name(9)).isEqualTo("A/a9");
        assertThat(source.name(10)).isEqualTo("B/b0");
        assertThat(source.trainingOrder(1, 4)).isEmpty();
    }

    @Test
    void eachSourceHasItsShareOfTheSamples() {
        EpochOrder order = mixture(0.7, 0.3).trainingOrder(5, BATCH).orElseThrow();
        for (long epoch = 0; epoch < 3; epoch++) {
            long of = epoch;
            long[] samples =
                    LongStream.range(0, 50).map(i -> order.sampleAt(of, i)).toArray();
            assertThat(LongStream.of(samples).filter(i -> i < 10).count()).isEqualTo(35);
            assertThat(LongStream.of(samples).limit(20).filter(i -> i < 10).count())
                    .as("drawn in turns, not one after the other")
                    .isBetween(13L, 15L);
        }
    }

    @Test
    void allImagesOfASourceAreDrawnBeforeOneIsDrawnAgain() {
        EpochOrder order = mixture(0.7, 0.3).trainingOrder(5, BATCH).orElseThrow();
        List<Long> ofB = new ArrayList<>();
        List<Long> ofA = new ArrayList<>();
        for (long draw = 0; draw < 500; draw++) {
            long sample = order.sampleAt(draw / 50, draw % 50);
            (sample < 10 ? ofA : ofB).add(sample);
        }
        for (int pass = 0; pass < 3; pass++) {
            assertThat(new HashSet<>(ofB.subList(40 * pass, 40 * pass + 40))).hasSize(40);
            assertThat(new HashSet<>(ofA.subList(10 * pass, 10 * pass + 10))).hasSize(10);
        }
        assertThat(ofA.subList(0, 10)).isNotEqualTo(ofA.subList(10, 20));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7})
    void orderDoesNotDependOnThreads(int threads) throws Exception {
        LoaderOptions options = LoaderOptions.training(BATCH, 3);
        assertThat(names(options.withThreads(threads), 0, 0, 20)).isEqualTo(names(options.withThreads(1), 0, 0, 20));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void processesHavePartsOfTheSameBatches(int processes) throws Exception {
        LoaderOptions options = LoaderOptions.training(BATCH, 3).withThreads(2);
        List<List<String>> merged = IntStream.range(0, 12)
                .mapToObj(i -> (List<String>) new ArrayList<String>())
                .toList();
        for (int process = 0; process < processes; process++) {
            List<List<String>> own = names(options.withShare(new Share(process, processes)), 0, 0, 12);
            for (int i = 0; i < 12; i++) {
                merged.get(i).addAll(own.get(i));
            }
        }
        assertThat(merged).isEqualTo(names(options, 0, 0, 12));
    }

    @Test
    void aRunContinuesWithTheSameNextImages() throws Exception {
        LoaderOptions options = LoaderOptions.training(BATCH, 3).withThreads(2);
        List<List<String>> uninterrupted = names(options, 0, 0, 20);
        assertThat(names(options, 1, 3, 9)).isEqualTo(uninterrupted.subList(11, 20));
    }

    @Test
    void anUnreadableImageIsReplacedByOneOfItsSource() throws Exception {
        List<List<String>> batches = names(LoaderOptions.training(BATCH, 3).withMaxUnreadableShare(1), 0, 0, 16);
        long ofB = batches.stream()
                .flatMap(List::stream)
                .filter(name -> name.startsWith("B/"))
                .count();
        assertThat(batches).noneMatch(batch -> batch.contains("B/b7"));
        assertThat(ofB).isBetween(28L, 30L); // 0.3 of 96 samples
    }

    @Test
    void theFingerprintHasTheWeightsAndTheOrderOfTheSources() {
        assertThat(List.of(
                        mixture(0.7, 0.3).fingerprint(),
                        mixture(0.6, 0.3).fingerprint(),
                        joined(OptionalDouble.empty(), OptionalDouble.empty()).fingerprint()))
                .doesNotHaveDuplicates();
        assertThat(mixture(0.7, 0.3).fingerprint()).isEqualTo(mixture(0.7, 0.3).fingerprint());
    }

    @Test
    void theFingerprintHasNeitherPlacesNorNotationOfWeights() {
        JoinedSource elsewhere = JoinedSource.of(List.of(
                new JoinedSource.Part("other/A", new Grey("a", 10, -1), OptionalDouble.of(7)),
                new JoinedSource.Part("other/B", new Grey("b", 40, 7), OptionalDouble.of(3))));
        assertThat(elsewhere.fingerprint()).isEqualTo(mixture(0.7, 0.3).fingerprint());
    }

    @Test
    void theDescriptionHasTheShares() {
        assertThat(mixture(7, 3).description())
                .isEqualTo("50 images of 2 sources: 10 of a (70.0 % of the samples), 40 of b (30.0 % of the samples)");
    }

    @Test
    void someWeightsAreRefused() {
        assertThatThrownBy(() -> joined(OptionalDouble.of(1), OptionalDouble.empty()))
                .hasMessage("some sources have a weight and others have none: give all of them one");
        assertThatThrownBy(() -> mixture(1, 0)).hasMessage("the weight of B must be greater than 0, not 0.0");
    }

    @Test
    void sharesAddUp() {
        assertThat(Shares.of(10, new double[] {1, 1, 1})).containsExactly(4, 3, 3);
        assertThat(Shares.of(7, new double[] {0.5, 0.25, 0.25})).containsExactly(3, 2, 2);
    }

    private static JoinedSource mixture(double a, double b) {
        return joined(OptionalDouble.of(a), OptionalDouble.of(b));
    }

    private static JoinedSource joined(OptionalDouble a, OptionalDouble b) {
        return JoinedSource.of(List.of(
                new JoinedSource.Part("A", new Grey("a", 10, -1), a),
                new JoinedSource.Part("B", new Grey("b", 40, 7), b)));
    }

    private static List<List<String>> names(LoaderOptions options, long epoch, long first, int count) throws Exception {
        return new EpochBatches(() -> mixture(0.7, 0.3), Unreadable.REPLACED).names(options, epoch, first, count);
    }
}
