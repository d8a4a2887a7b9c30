package dev.pixio.train.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.augment.Augmentation;
import dev.pixio.data.loader.Batch;
import dev.pixio.data.loader.BatchLoader;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.model.pass.CompletedGradients;
import dev.pixio.scene.SceneSource;
import dev.pixio.torch.Tensors;
import dev.pixio.train.run.TrainingException;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** Handling of micro-batches that do not fit into memory. */
class GradientPassTest {

    /** libtorch's out-of-memory error on a CPU. */
    private static final String FULL =
            "[enforce fail at alloc_cpu.cpp:124] err == 0. DefaultCPUAllocator: can't allocate"
                    + " memory: you tried to allocate 4096 bytes. Error code 12 (Cannot allocate memory)\nframe #0: 0x1234";

    private final List<String> messages = new ArrayList<>();

    /** Fails with an out-of-memory error above a micro-batch size. */
    private record LimitedGradients(int microBatch, int limit) implements GradientPass.Gradients {
        @Override
        public Tensor accumulate(Batch batch, CompletedGradients completed) {
            if (microBatch > limit) {
                throw new RuntimeException(FULL);
            }
            return Tensors.of(new double[] {microBatch}, 1);
        }

        @Override
        public void close() {}
    }

    private double accumulate(GradientPass pass) throws Exception {
        try (BatchLoader loader = BatchLoader.of(
                        new SceneSource(1, 32, 40), Augmentation.centreCrop(32, 32), LoaderOptions.training(12, 0));
                Batch batch = loader.next()) {
            while (true) {
                try (Tensor loss = pass.accumulate(batch, CompletedGradients.UNUSED)) {
                    return loss.item_double();
                } catch (MicroBatchTooLargeException e) {
                    messages.add(pass.halve(e));
                }
            }
        }
    }

    @Test
    void memoryIsReturnedBeforeEachSmallerMicroBatch() throws Exception {
        List<String> calls = new ArrayList<>();
        try (GradientPass pass = new GradientPass(
                size -> {
                    calls.add("micro-batch of " + size);
                    return new LimitedGradients(size, 3);
                },
                12,
                () -> calls.add("recovery"))) {
            accumulate(pass);
        }
        assertThat(calls)
                .containsExactly("micro-batch of 12", "recovery", "micro-batch of 6", "recovery", "micro-batch of 3");
    }

    @Test
    void microBatchIsHalvedUntilItFits() throws Exception {
        try (GradientPass pass = new GradientPass(size -> new LimitedGradients(size, 3), 12)) {
            assertThat(accumulate(pass)).isEqualTo(3);
            assertThat(pass.microBatch()).isEqualTo(3);
            assertThat(messages)
                    .hasSize(2)
                    .first()
                    .asString()
                    .startsWith("a micro-batch of 12 does not fit into memory; continuing with 6 ([enforce fail")
                    .doesNotContain("\n");
        }
    }

    @Test
    void singleImageThatDoesNotFitEndsTheRunWithAdvice() {
        GradientPass pass = new GradientPass(size -> new LimitedGradients(size, 0), 2);
        assertThatThrownBy(() -> accumulate(pass))
                .isInstanceOf(TrainingException.class)
                .hasMessageStartingWith("out of memory with a micro-batch of 1: ")
                .hasMessageEndingWith("try --checkpoint-activations, a smaller model or smaller images");
    }

    @Test
    void otherFailuresAreRethrown() {
        GradientPass pass = new GradientPass(
                size -> new GradientPass.Gradients() {
                    @Override
                    public Tensor accumulate(Batch batch, CompletedGradients completed) {
                        throw new IllegalStateException("a bug");
                    }

                    @Override
                    public int microBatch() {
                        return size;
                    }

                    @Override
                    public void close() {}
                },
                4);
        assertThatThrownBy(() -> accumulate(pass)).hasMessage("a bug");
        assertThat(messages).isEmpty();
    }
}
