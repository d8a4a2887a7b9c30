package dev.pixio.data.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.augment.Augmentation;
import dev.pixio.data.ImageSource;
import dev.pixio.data.SkippedImage;
import dev.pixio.data.loader.LoaderOptions.Share;
import dev.pixio.image.RgbImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class BatchLoaderTest extends NoiseBatches {

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7})
    void batchesDoNotDependOnTheNumberOfThreads(int threads) throws Exception {
        LoaderOptions options = LoaderOptions.training(4, 9);
        List<Content> expected = batches(new NoiseSource(22, Set.of(3L)), options.withThreads(1), 0, 0, 12);
        assertThat(batches(new NoiseSource(22, Set.of(3L)), options.withThreads(threads), 0, 0, 12))
                .isEqualTo(expected);
    }

    @Test
    void batchesTooLargeForTheMemoryFailTheNextCall() {
        Augmentation huge = Augmentation.centreCrop(3_000_000, 3_000_000); // a hundred terabytes
        try (BatchLoader loader = BatchLoader.of(new NoiseSource(22, Set.of()), huge, LoaderOptions.training(4, 9))) {
            assertThatThrownBy(loader::next)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("preparing a batch failed");
        }
    }

    @Test
    void loaderMayStartAtAnyBatch() throws Exception {
        LoaderOptions options = LoaderOptions.training(4, 9).withThreads(2);
        List<Content> uninterrupted = batches(new NoiseSource(22, Set.of(3L)), options, 0, 0, 12);
        assertThat(uninterrupted.get(7).position()).isEqualTo("epoch 1 batch 2");
        assertThat(batches(new NoiseSource(22, Set.of(3L)), options, 1, 2, 5)).isEqualTo(uninterrupted.subList(7, 12));
        assertThat(batches(new NoiseSource(22, Set.of(3L)), options, 0, 7, 5)).isEqualTo(uninterrupted.subList(7, 12));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void processesMayTakeWholeBatchesInTurns(int processes) throws Exception {
        LoaderOptions options = LoaderOptions.evaluation(4, 9).withThreads(2);
        List<Content> expected = batches(new NoiseSource(14, Set.of(3L, 6L)), options, 0, 1, 3);
        List<Content> found = new ArrayList<>(expected);
        for (int process = 0; process < processes; process++) {
            BatchLoader loader = BatchLoader.ofShare(
                    new NoiseSource(14, Set.of(3L, 6L)), AUGMENTATION, options, 1, new Share(process, processes));
            List<Content> own = next(loader, (3 - process + processes - 1) / processes);
            for (int i = 0; i < own.size(); i++) {
                found.set(process + i * processes, own.get(i));
            }
        }
        assertThat(found).isEqualTo(expected);
        assertThat(found.get(2).names()).hasSize(2);
    }

    @Test
    void imagesThatAnotherProcessLeftOutCountAsThoseOfThisOne() throws Exception {
        LoaderOptions options = LoaderOptions.embedding(4).withMaxUnreadableShare(0.1);
        SkippedImage image = new SkippedImage(5, "five", "damaged");
        SkippedImage another = new SkippedImage(6, "six", "damaged");
        try (BatchLoader loader =
                BatchLoader.ofShare(new NoiseSource(22, Set.of(3L)), AUGMENTATION, options, 0, new Share(0, 2))) {
            loader.next().close();
            loader.unreadable().addLeftOut(List.of(image));
            assertThat(loader.unreadable().count()).isEqualTo(2);
            assertThatThrownBy(() -> loader.unreadable().addLeftOut(List.of(another)))
                    .isInstanceOf(TooManyUnreadableException.class)
                    .hasMessageStartingWith("3 of 22 images could not be read (limit 10 %), first: ");
        }
    }

    @Test
    void epochHasEveryImageOnceAndASmallerLastBatch() throws Exception {
        LoaderOptions options = LoaderOptions.evaluation(4, 9);
        try (BatchLoader loader = BatchLoader.of(new NoiseSource(10, Set.of()), AUGMENTATION, options)) {
            assertThat(loader.batchesPerEpoch()).isEqualTo(3);
            for (int epoch = 0; epoch < 2; epoch++) {
                for (int index = 0; index < 3; index++) {
                    try (Batch batch = loader.next()) {
                        assertThat(batch.epoch()).isEqualTo(epoch);
                        assertThat(batch.indexInEpoch()).isEqualTo(index);
                        assertThat(batch.size()).isEqualTo(index < 2 ? 4 : 2);
                        assertThat(batch.images().size(0)).isEqualTo(batch.size());
                        assertThat(batch.lastOfEpoch()).isEqualTo(index == 2);
                        assertThat(batch.index(1)).isEqualTo(4 * index + 1);
                        assertThat(batch.sample(1)).isEqualTo(4 * index + 1);
                        assertThat(batch.name(1)).isEqualTo("noise " + (4 * index + 1));
                    }
                }
            }
        }
    }

    @Test
    void otherImagesAreDroppedInTheNextEpoch() throws Exception {
        try (BatchLoader loader =
                BatchLoader.of(new NoiseSource(10, Set.of()), AUGMENTATION, LoaderOptions.training(4, 9))) {
            assertThat(loader.batchesPerEpoch()).isEqualTo(2);
            List<List<Long>> epochs = new ArrayList<>();
            for (int epoch = 0; epoch < 2; epoch++) {
                List<Long> samples = new ArrayList<>();
                for (int index = 0; index < 2; index++) {
                    try (Batch batch = loader.next()) {
                        IntStream.range(0, 4).forEach(i -> samples.add(batch.sample(i)));
                    }
                }
                assertThat(samples).doesNotHaveDuplicates();
                epochs.add(samples);
            }
            assertThat(epochs.get(0)).isNotEqualTo(epochs.get(1));
        }
    }

    @Test
    void concatenatedBatchesOfProcessesEqualThoseOfOneProcess() throws Exception {
        LoaderOptions alone = LoaderOptions.training(6, 9);
        List<Content> whole = batches(new NoiseSource(20, Set.of()), alone, 0, 0, 5);
        List<Content> first = batches(new NoiseSource(20, Set.of()), alone.withShare(new Share(0, 2)), 0, 0, 5);
        List<Content> second = batches(new NoiseSource(20, Set.of()), alone.withShare(new Share(1, 2)), 0, 0, 5);
        for (int i = 0; i < 5; i++) {
            List<Integer> pixels = new ArrayList<>(first.get(i).pixels());
            pixels.addAll(second.get(i).pixels());
            assertThat(pixels).isEqualTo(whole.get(i).pixels());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void anotherNumberOfProcessesContinuesInTheSameOrder(int processes) throws Exception {
        // Global batch size 6, 4 batches per epoch: two processes took 5 batches, then stopped in the second epoch.
        List<Content> whole = batches(new NoiseSource(25, Set.of()), LoaderOptions.training(6, 9), 0, 0, 10);
        StreamPosition position = new StreamPosition(1, 1);

        for (int process = 0; process < processes; process++) {
            LoaderOptions part = LoaderOptions.training(6, 9).withShare(new Share(process, processes));
            List<Content> mine = batches(new NoiseSource(25, Set.of()), part, position.epoch(), position.batch(), 5);
            for (int i = 0; i < 5; i++) {
                int first = process * 6 / processes;
                int last = (process + 1) * 6 / processes;
                assertThat(mine.get(i).names())
                        .isEqualTo(whole.get(5 + i).names().subList(first, last));
                assertThat(mine.get(i).pixels())
                        .isEqualTo(whole.get(5 + i).pixels().subList(first * 192, last * 192));
            }
        }
    }

    @Test
    void noMoreBatchesArePreparedThanConfigured() throws Exception {
        NoiseSource source = new NoiseSource(1000, Set.of());
        LoaderOptions options = LoaderOptions.training(10, 1).withThreads(4).withPrefetchBatches(3);
        try (BatchLoader loader = BatchLoader.of(source, AUGMENTATION, options)) {
            loader.next().close();
            Thread.sleep(300);
            assertThat(source.reads.get()).isEqualTo(40);
            assertThat(loader.waitNanos()).isPositive();
        }
    }

    @Test
    void memoryIsReusedAndFreedAtTheEnd() throws Exception {
        batches(new NoiseSource(50, Set.of()), LoaderOptions.training(5, 1), 0, 0, 2);
        long before = Pointer.totalCount();
        Batch late;
        try (BatchLoader loader =
                BatchLoader.of(new NoiseSource(50, Set.of()), AUGMENTATION, LoaderOptions.training(5, 1))) {
            List<Long> addresses = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                try (PointerScope scope = new PointerScope();
                        Batch batch = loader.next()) {
                    addresses.add(batch.images().data_ptr().address());
                }
            }
            assertThat(Set.copyOf(addresses)).hasSizeLessThanOrEqualTo(4);
            try (PointerScope scope = new PointerScope()) {
                late = loader.next();
            }
        }
        // A batch outlives the scope in which it was requested, and the loader.
        assertThat(late.images().size(0)).isEqualTo(5);
        late.close();
        assertThatThrownBy(late::images).hasMessage("batch 0 of epoch 4 is closed");
        assertThat(Pointer.totalCount()).isEqualTo(before);
    }

    @Test
    void closingStopsTheThreads() throws Exception {
        BatchLoader loader = BatchLoader.of(
                new NoiseSource(50, Set.of()),
                AUGMENTATION,
                LoaderOptions.training(5, 1).withThreads(3));
        loader.next().close();
        assertThat(decodingThreads()).hasSize(3).allMatch(Thread::isDaemon);
        loader.close();
        loader.close();
        assertThat(decodingThreads()).isEmpty();
        assertThatThrownBy(loader::next).hasMessage("the loader is closed");
    }

    @Test
    void failureInAThreadReachesTheCaller() throws Exception {

        ImageSource source = new NoiseSource(10, Set.of()) {
            @Override
            public RgbImage read(long index) {
                throw new IllegalArgumentException("a bug");
            }
        };
        try (BatchLoader loader = BatchLoader.of(source, AUGMENTATION, LoaderOptions.training(5, 1))) {
            assertThatThrownBy(loader::next)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("a bug")
                    .hasRootCauseMessage("a bug");
        }
    }

    @Test
    void invalidSettingsAreRefused() {
        LoaderOptions options = LoaderOptions.training(64, 1);
        assertThatThrownBy(() -> BatchLoader.of(new NoiseSource(40, Set.of()), AUGMENTATION, options))
                .hasMessage("40 images cannot fill a batch of 64: use --batch-size 40 or less");
        assertThatThrownBy(() -> options.withThreads(0))
                .hasMessage("the number of decoding threads must be at least 1, not 0");
        assertThatThrownBy(() -> LoaderOptions.embedding(1).withThreads(100_000))
                .hasMessage("the number of decoding threads must be at most 1024, not 100000");
        assertThatThrownBy(() -> LoaderOptions.evaluation(4, 1).withShare(new Share(0, 2)))
                .hasMessageContaining("cannot be shared by 2 processes");
        assertThatThrownBy(() -> LoaderOptions.training(2, 1).withShare(new Share(0, 3)))
                .hasMessage("a batch of 2 images cannot be divided among 3 processes");
    }

    private static List<Thread> decodingThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("pixio-decode-"))
                .toList();
    }
}
