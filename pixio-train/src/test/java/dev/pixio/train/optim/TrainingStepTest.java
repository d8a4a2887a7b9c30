package dev.pixio.train.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.Activations;
import dev.pixio.model.config.ModelCost;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.torch.NativeMemory;
import dev.pixio.torch.Precision;
import dev.pixio.torch.Tensors;
import dev.pixio.train.TinyRuns;
import dev.pixio.train.plan.OptimizerPlan;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrainingStepTest {

    @Test
    void gradientsDoNotDependOnTheMicroBatchSize() {
        try (PointerScope scope = new PointerScope()) {
            Tensor pixels = pixels(5);
            Pixio whole = new Pixio(TinyRuns.config(0.3), 0);
            Pixio split = new Pixio(TinyRuns.config(0.3), 0);

            double loss = loss(whole, Precision.FP32, 5, pixels, 10, 11, 12, 13, 14);
            double sum = loss(split, Precision.FP32, 2, pixels, 10, 11, 12, 13, 14);

            assertThat(sum).isCloseTo(loss, within(1e-6));
            Map<String, Tensor> others = Tensors.parameters(split);
            Tensors.parameters(whole).forEach((name, parameter) -> {
                Tensor other = others.getOrDefault(name, parameter);
                double difference =
                        parameter.grad().sub(other.grad()).abs().max().item_double();
                assertThat(difference)
                        .as(name)
                        .isLessThanOrEqualTo(
                                1e-6 + 1e-5 * parameter.grad().abs().max().item_double());
            });
        }
    }

    @Test
    void bf16LossIsCloseToFp32() {
        try (PointerScope scope = new PointerScope()) {
            Pixio model = new Pixio(TinyRuns.config(0), 0);

            double full = loss(model, Precision.FP32, 8, pixels(8), indices(8));
            double half = loss(model, Precision.BF16, 8, pixels(8), indices(8));

            assertThat(half).isNotEqualTo(full).isCloseTo(full, within(0.01 * full));
        }
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void stepUsesTheUpdatedWeights(Precision precision) {
        try (PointerScope scope = new PointerScope();
                Tensor pixels = pixels(8)) {
            Pixio model = new Pixio(TinyRuns.config(0), 0);
            OptimizerPlan plan = new OptimizerPlan(1e-2, 0.9, 0.95, 0.05, OptimizerPlan.Decayed.MATRICES, 0);
            try (TrainingStep step = new TrainingStep(model, precision, Activations.KEPT, 8, 9);
                    AdamW optimizer = new AdamW(model, plan)) {
                double before = step.accumulate(pixels, 2, indices(8));
                optimizer.step(1e-2);
                optimizer.clearGradients();

                double after = step.accumulate(pixels, 2, indices(8));

                assertThat(after).isNotEqualTo(before).isEqualTo(loss(model, precision, 8, pixels, indices(8)));
            }
        }
    }

    @Test
    void twoHundredStepsLeakNoMemory() {
        Assumptions.assumeTrue(
                NativeMemory.resident().isPresent(), "skipped: this system does not report resident memory");
        Pixio model = new Pixio(TinyRuns.config(0.1), 0);
        try (AdamW optimizer =
                        new AdamW(model, new OptimizerPlan(1e-4, 0.9, 0.95, 0.05, OptimizerPlan.Decayed.MATRICES, 1));
                TrainingStep step = new TrainingStep(model, Precision.FP32, Activations.KEPT, 4, 0);
                Tensor pixels = pixels(8)) {
            train(step, optimizer, pixels, 50);
            long pointers = Pointer.totalCount();
            long resident = NativeMemory.resident().getAsLong();
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long allocated = threads.getCurrentThreadAllocatedBytes();

            train(step, optimizer, pixels, 200);

            assertThat((threads.getCurrentThreadAllocatedBytes() - allocated) / 200)
                    .as("bytes of the heap per step, which all become garbage")
                    .isLessThan(1_000_000);

            // The count includes pointers not yet collected; a leak of one pointer per step would add 200.
            assertThat(Pointer.totalCount()).isLessThanOrEqualTo(pointers + 20);
            assertThat(NativeMemory.resident().getAsLong() - resident).isLessThan(24L << 20);
        }
    }

    @Test
    void imagesLargerThanTheModelsGridAreRefused() {
        Pixio model = new Pixio(TinyRuns.config(0), 0);
        PatchGrid grid = model.config().grid();
        try (TrainingStep step = new TrainingStep(model, Precision.FP32, Activations.KEPT, 2, 0);
                Tensor larger = Tensors.zeros(ScalarType.Byte, 2, 3, 2L * grid.height(), 2L * grid.width())) {
            assertThatThrownBy(() -> step.accumulate(larger, 0, indices(2)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("images of Float [2, 3, %d, %d] for a model that takes Float [B, 3, %d, %d]"
                            .formatted(2 * grid.height(), 2 * grid.width(), grid.height(), grid.width()));
        }
    }

    @Test
    void anotherNumberOfIndicesThanOfImagesIsRefused() {
        Pixio model = new Pixio(TinyRuns.config(0), 0);
        PatchGrid grid = model.config().grid();
        try (TrainingStep step = new TrainingStep(model, Precision.FP32, Activations.KEPT, 2, 0);
                Tensor images = Tensors.zeros(ScalarType.Byte, 4, 3, grid.height(), grid.width())) {
            assertThatThrownBy(() -> step.accumulate(images, 0, indices(3)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("4 images, but the indices of 3 images");
            assertThatThrownBy(() -> step.accumulate(images, 0, indices(5)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("4 images, but the indices of 5 images");
        }
    }

    private static double loss(Pixio model, Precision precision, int microBatch, Tensor pixels, long... indices) {
        try (TrainingStep step = new TrainingStep(model, precision, Activations.KEPT, microBatch, 9)) {
            return step.accumulate(pixels, 2, indices);
        }
    }

    private static void train(TrainingStep step, AdamW optimizer, Tensor pixels, int steps) {
        for (int i = 0; i < steps; i++) {
            assertThat(step.accumulate(pixels, i, indices(8))).isFinite();
            optimizer.clipGradients(1);
            optimizer.step(1e-4);
            optimizer.clearGradients();
        }
    }

    @Test
    void microBatchIsTheLargestEvenShareThatFits() {
        ModelCost cost = ModelCost.of(TinyRuns.config(0));
        long image = cost.bytesPerImage(Precision.FP32, Activations.KEPT);
        long free = (long) ((cost.bytesOfState() + 20.5 * image) / 0.6);

        assertThat(MicroBatch.fitting(64, 64, free, cost, Precision.FP32, Activations.KEPT))
                .isEqualTo(16); // 4 x 16, not 3 x 20 and 4
        assertThat(MicroBatch.fitting(64, 8, free, cost, Precision.FP32, Activations.KEPT))
                .isEqualTo(8);
        assertThat(MicroBatch.fitting(64, 64, 0, cost, Precision.FP32, Activations.KEPT))
                .isEqualTo(1);
        assertThat(MicroBatch.fitting(7, 64, free, cost, Precision.FP32, Activations.KEPT))
                .isEqualTo(7);
    }

    @Test
    void trialPrefersTheSmallestOfEquallyFastSizes() {
        double[] rates = {0, 10, 15, 0, 20, 0, 0, 0, 20.1, 0, 0, 0, 0, 0, 0, 0, 20.2};
        List<Integer> tried = new ArrayList<>();

        int fastest = MicroBatchTrial.fastest(64, 64, size -> {
            tried.add(size);
            return rates[size];
        });

        assertThat(fastest).isEqualTo(4);
        assertThat(tried).containsExactly(1, 2, 4, 8, 16); // stops after two sizes that are not faster
    }

    @Test
    void trialIsLimitedByTheBatchAndByMemory() {
        assertThat(MicroBatchTrial.fastest(6, 64, size -> size)).isEqualTo(6);
        assertThat(MicroBatchTrial.fastest(64, 24, size -> size)).isEqualTo(24);
        assertThat(MicroBatchTrial.fastest(64, 64, size -> size > 8 ? 0 : size)).isEqualTo(8);
    }

    @Test
    void trialChangesNeitherWeightsNorGradients() {
        Pixio model = new Pixio(TinyRuns.config(0), 0);
        Pixio same = new Pixio(TinyRuns.config(0), 0);

        int fastest = new MicroBatchTrial(model, Precision.FP32, Activations.KEPT).fastest(8, 8);

        assertThat(fastest).isBetween(1, 8);
        Map<String, Tensor> before = Tensors.parameters(same);
        Tensors.parameters(model).forEach((name, parameter) -> {
            assertThat(parameter.grad().defined()).as(name).isFalse();
            assertThat(parameter.equal(before.getOrDefault(name, parameter)))
                    .as(name)
                    .isTrue();
        });
    }

    private static Tensor pixels(int count) {
        try (PointerScope scope = new PointerScope()) {
            torch.manual_seed(4);
            return torch.rand(count, 3, 32, 32)
                    .mul(new Scalar(255.0))
                    .to(ScalarType.Byte)
                    .retainReference();
        }
    }

    private static long[] indices(int count) {
        return LongStream.range(0, count).toArray();
    }
}
