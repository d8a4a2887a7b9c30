package dev.pixio.data.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.data.JpegScaling;
import dev.pixio.data.SkippedImage;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a loader does about images that cannot be read. */
@Timeout(60)
class UnreadableInBatchesTest extends NoiseBatches {

    @Test
    void resumedLoaderContinuesTheCountsOfUnreadableImages() throws Exception {
        LoaderOptions options = LoaderOptions.training(5, 1).withMaxUnreadableShare(0.2);
        NoiseSource source = new NoiseSource(30, Set.of(7L, 20L));
        StreamPosition position;
        UnreadableTally tally;
        try (BatchLoader loader = BatchLoader.of(source, AUGMENTATION, options)) {
            position = StreamPosition.START;
            for (int i = 0; i < 4; i++) {
                try (Batch batch = loader.next()) {
                    position = StreamPosition.after(batch);
                }
            }
            tally = loader.unreadable().tally();
        }
        assertThat(position).isEqualTo(new StreamPosition(0, 4));
        assertThat(tally.seen()).isEqualTo(20);
        try (BatchLoader loader = BatchLoader.startingAt(
                source, ViewReader.of(source, AUGMENTATION, JpegScaling.OFF), options, position, tally)) {
            for (int i = 4; i < 12; i++) {
                loader.next().close();
            }
            assertThat(loader.unreadable().count()).isEqualTo(2); // earlier ones are not counted again
            assertThat(loader.unreadable().tally().seen()).isEqualTo(30); // of the second epoch
        }
    }

    @Test
    void unreadableImagesAreReplacedAndListedOnce() throws Exception {
        NoiseSource source = new NoiseSource(30, Set.of(7L, 20L));
        LoaderOptions options = LoaderOptions.training(5, 1).withThreads(3);
        try (BatchLoader loader = BatchLoader.of(source, AUGMENTATION, options)) {
            for (int i = 0; i < 18; i++) {
                try (Batch batch = loader.next()) {
                    assertThat(batch.size()).isEqualTo(5);
                    for (int k = 0; k < 5; k++) {
                        assertThat(batch.sample(k)).isNotIn(7L, 20L);
                    }
                }
            }
            assertThat(loader.unreadable().count()).isEqualTo(2);
            assertThat(loader.unreadable().listed())
                    .containsExactlyInAnyOrder(
                            new SkippedImage(7, "noise 7", "truncated JPEG"),
                            new SkippedImage(20, "noise 20", "truncated JPEG"));
        }
    }

    @Test
    void tooManyUnreadableImagesFailAtTheEndOfTheEpoch() throws Exception {
        LoaderOptions options = LoaderOptions.training(5, 1).withThreads(2);
        List<String> messages = new ArrayList<>();
        for (int threads = 1; threads <= 3; threads += 2) {
            NoiseSource source = new NoiseSource(30, Set.of(1L, 5L, 9L, 22L));
            try (BatchLoader loader = BatchLoader.of(source, AUGMENTATION, options.withThreads(threads))) {
                for (int i = 0; i < 5; i++) {
                    loader.next().close();
                }
                assertThatThrownBy(loader::next)
                        .isInstanceOf(TooManyUnreadableException.class)
                        .hasMessageStartingWith("4 of 30 images could not be read (limit 10 %), first: noise ")
                        .hasMessageEndingWith(": truncated JPEG")
                        .satisfies(e -> messages.add(String.valueOf(e.getMessage())));
                assertThatThrownBy(loader::next).hasMessage("the loader is closed");
            }
        }
        assertThat(messages.get(0)).isEqualTo(messages.get(1));
    }

    @Test
    void mostlyUnreadableFolderFailsImmediately() throws Exception {
        Set<Long> half =
                Set.copyOf(IntStream.range(0, 500).mapToObj(i -> 2L * i).toList());
        try (BatchLoader loader =
                BatchLoader.of(new NoiseSource(1000, half), AUGMENTATION, LoaderOptions.training(50, 1))) {
            assertThatThrownBy(loader::next).isInstanceOf(TooManyUnreadableException.class);
        }
        Set<Long> all = Set.of(0L, 1L, 2L);
        try (BatchLoader loader = BatchLoader.of(new NoiseSource(3, all), AUGMENTATION, LoaderOptions.training(1, 1))) {
            assertThatThrownBy(loader::next)
                    .hasMessageStartingWith("51 images could not be read in a row, first: noise ");
        }
    }

    @Test
    void sharesOfImagesReadInSourceOrderAreNotExtrapolated() throws Exception {
        LoaderOptions options = LoaderOptions.embedding(2);
        assertThat(batches(new NoiseSource(62, Set.of(0L, 1L)), options, 0, 0, 31))
                .hasSize(31);
        Set<Long> many = Set.of(0L, 1L, 2L, 3L, 4L, 5L, 6L);
        assertThatThrownBy(() -> batches(new NoiseSource(62, many), options, 0, 0, 4))
                .hasMessageStartingWith("7 of 62 images could not be read (limit 10 %), first: noise 0");
    }

    @Test
    void oneUnreadableImageInASmallFolderIsAcceptedUnlessTheLimitIsZero() throws Exception {
        LoaderOptions options = LoaderOptions.training(2, 1);
        assertThat(batches(new NoiseSource(5, Set.of(2L)), options, 0, 0, 20)).hasSize(20);
        try (BatchLoader loader =
                BatchLoader.of(new NoiseSource(5, Set.of(2L)), AUGMENTATION, options.withMaxUnreadableShare(0))) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 20; i++) {
                            loader.next().close();
                        }
                    })
                    .hasMessageContaining("images could not be read (limit 0 %), first: noise 2: truncated JPEG");
        }
    }

    /** There is too little memory for some images whenever the caller works on a batch; for others, always. */
    private static final class ShortOfMemory extends NoiseSource {

        private final Set<Long> sometimes;
        private final Set<Long> always;
        private final AtomicBoolean working;

        ShortOfMemory(Set<Long> sometimes, Set<Long> always, AtomicBoolean working) {
            super(30, Set.of());
            this.sometimes = sometimes;
            this.always = always;
            this.working = working;
        }

        @Override
        public RgbImage read(long index) throws ImageReadException {
            if (always.contains(index) || (sometimes.contains(index) && working.get())) {
                throw ImageReadException.outOfMemory(new OutOfMemoryError("Cannot allocate new BytePointer"));
            }
            return super.read(index);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void imagesThatDoNotFitIntoMemoryBesideTheCallersWorkAreReadWhenItWaits(int threads) throws Exception {
        LoaderOptions options = LoaderOptions.training(5, 1).withThreads(threads);
        AtomicBoolean working = new AtomicBoolean(true);
        List<Long> samples = new ArrayList<>();
        try (BatchLoader loader =
                BatchLoader.of(new ShortOfMemory(Set.of(3L, 7L, 20L), Set.of(), working), AUGMENTATION, options)) {
            for (int i = 0; i < 6; i++) {
                working.set(false);
                try (Batch batch = loader.next()) {
                    working.set(true);
                    IntStream.range(0, 5).forEach(k -> samples.add(batch.sample(k)));
                }
            }
            assertThat(loader.unreadable().listed()).isEmpty();
        }
        assertThat(samples).doesNotHaveDuplicates().hasSize(30);
    }

    @Test
    void imagesThatNeverFitIntoMemoryAreReplaced() throws Exception {
        AtomicBoolean working = new AtomicBoolean(true);
        try (BatchLoader loader = BatchLoader.of(
                new ShortOfMemory(Set.of(), Set.of(7L), working),
                AUGMENTATION,
                LoaderOptions.training(5, 1).withThreads(3))) {
            for (int i = 0; i < 6; i++) {
                loader.next().close();
            }
            assertThat(loader.unreadable().listed())
                    .containsExactly(new SkippedImage(7, "noise 7", "not enough memory to decode it"));
        }
    }
}
