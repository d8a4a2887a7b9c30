package dev.pixio.downstream.finetune.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.data.EpochOrder;
import dev.pixio.data.LabelledSource;
import dev.pixio.data.loader.Sampler;
import dev.pixio.image.RgbImage;
import java.util.List;
import java.util.Optional;
import java.util.function.LongToIntFunction;
import org.junit.jupiter.api.Test;

class ClassesPerBatchTest {

    private static final EpochOrder FORWARDS = new Sampler(32, 0, Sampler.Order.SEQUENTIAL);

    /** A batch of 4 of 32 lacks a class of 8 with probability C(24,4) / C(32,4) = 10626 / 35960. */
    private static final double SHUFFLED = 4 * (1 - 10626.0 / 35960);

    @Test
    void classAfterClassIsWarnedOfWithBothNumbers() {
        ClassesPerBatch sorted = counted(index -> (int) index / 8, Optional.of(FORWARDS));
        assertThat(sorted.mean()).isEqualTo(1);
        assertThat(sorted.shuffled()).isCloseTo(SHUFFLED, within(1e-12)); // 2.82
        assertThat(sorted.warning(1500).orElseThrow())
                .startsWith("a batch of 4 images has 1.0 classes on average, and 2.8 if an epoch were shuffled whole")
                .contains("shuffled within 1,500", "--shuffle-buffer");
    }

    @Test
    void twoThirdsOfTheClassesAreEnough() {
        // Two classes in a batch, which are 71 % of 2.82.
        ClassesPerBatch pairs = counted(index -> (int) (index / 16 * 2 + index % 2), Optional.of(FORWARDS));
        assertThat(pairs.mean()).isEqualTo(2);
        assertThat(pairs.warning(1)).isEmpty();
        ClassesPerBatch mixed = counted(index -> (int) index % 4, Optional.of(FORWARDS));
        assertThat(mixed.mean()).isEqualTo(4);
        assertThat(mixed.warning(1)).isEmpty();
    }

    @Test
    void imagesWithoutAnOrderOfTheirOwnAreNotCounted() {
        assertThat(ClassesPerBatch.of(source(index -> (int) index / 8, Optional.empty()), 4, 0))
                .isEmpty();
        assertThat(ClassesPerBatch.of(source(index -> (int) index / 8, Optional.of(FORWARDS)), 33, 0))
                .as("no whole batch")
                .isEmpty();
    }

    private static ClassesPerBatch counted(LongToIntFunction label, Optional<EpochOrder> order) {
        return ClassesPerBatch.of(source(label, order), 4, 0).orElseThrow();
    }

    /** 32 images of four classes. */
    private static LabelledSource source(LongToIntFunction label, Optional<EpochOrder> order) {
        return new LabelledSource() {
            @Override
            public Optional<EpochOrder> trainingOrder(long seed, int batchSize) {
                return order;
            }

            @Override
            public long size() {
                return 32;
            }

            @Override
            public List<String> classes() {
                return List.of("a", "b", "c", "d");
            }

            @Override
            public int classOf(long index) {
                return label.applyAsInt(index);
            }

            @Override
            public String name(long index) {
                return "image " + index;
            }

            @Override
            public RgbImage read(long index) {
                throw new UnsupportedOperationException("images are not read");
            }

            @Override
            public String description() {
                return "32 images";
            }
        };
    }
}
