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
import dev.pixio.torch.WorkerThreads;
import dev.pixio.train.TinyRuns;
import dev.pixio.train.plan.OptimizerPlan;
import dev.pixio.train.plan.Recipe;
import java.lang.management.ManagementFactory;
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
import org.junit.jupiter.params.provider.CsvSource;
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

    @ParameterizedTest
    @EnumSource(Precision.class)
    void gradientsOfSeveralWorkersAreThoseOfOne(Precision precision) {
        try (PointerScope scope = new PointerScope()) {
            Tensor pixels = pixels(5);
            Pixio one = new Pixio(TinyRuns.config(0.3), 0);
            Pixio three = new Pixio(TinyRuns.config(0.3), 0);
            Pixio again = new Pixio(TinyRuns.config(0.3), 0);

            double loss = loss(one, precision, 1, pixels);
            double sum = loss(three, precision, 3, pixels);

            assertThat(sum).isCloseTo(loss, within(precision == Precision.FP32 ? 1e-6 : 1e-3));
            assertThat(loss(again, precision, 3, pixels)).isEqualTo(sum);
            Map<String, Tensor> ofThree = Tensors.parameters(three);
            Map<String, Tensor> ofAgain = Tensors.parameters(again);
            double tolerance = precision == Precision.FP32 ? 1e-5 : 5e-2;
            Tensors.parameters(one).forEach((name, parameter) -> {
                Tensor gradient = ofThree.getOrDefault(name, parameter).grad();
                assertThat(parameter.grad().sub(gradient).abs().max().item_double())
                        .as(name)
                        .isLessThanOrEqualTo(
                                1e-6 + tolerance * parameter.grad().abs().max().item_double());
                assertThat(ofAgain.getOrDefault(name, parameter).grad().equal(gradient))
                        .as(name + ", the same bits each time")
                        .isTrue();
            });
        }
    }

    /** So that no more images than a micro-batch have activations at once. The same pieces have the same bits. */
    @Test
    void eachWorkerComputesItsShareOfAMicroBatchAtATime() {
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> twoEach = gradients(4);

            gradients(3)
                    .forEach((name, gradient) -> assertThat(gradient.equal(twoEach.getOrDefault(name, gradient)))
                            .as(name)
                            .isTrue());
            assertThat(gradients(8))
                    .as("four each")
                    .anySatisfy((name, gradient) -> assertThat(gradient.equal(twoEach.getOrDefault(name, gradient)))
                            .isFalse());
        }
    }

    /** Of eight images and two workers. */
    private static Map<String, Tensor> gradients(int microBatch) {
        Pixio model = new Pixio(TinyRuns.config(0.3), 0);
        try (TrainingStep step =
                new TrainingStep(model, Precision.FP32, Activations.KEPT, microBatch, 9, new WorkerThreads(2, 1))) {
            step.accumulate(pixels(8), 2, indices(8));
        }
        Map<String, Tensor> gradients = Tensors.parameters(model);
        gradients.replaceAll((name, parameter) -> parameter.grad());
        return gradients;
    }

    private static double loss(Pixio model, Precision precision, int workers, Tensor pixels) {
        try (TrainingStep step =
                new TrainingStep(model, precision, Activations.KEPT, 5, 9, new WorkerThreads(workers, 1))) {
            return step.accumulate(pixels, 2, 10, 11, 12, 13, 14);
        }
    }

    @Test
    void workersUseTheUpdatedWeights() {
        try (PointerScope scope = new PointerScope();
                Tensor pixels = pixels(8)) {
            Pixio model = new Pixio(TinyRuns.config(0), 0);
            OptimizerPlan plan = new OptimizerPlan(1e-2, 0.9, 0.95, 0.05, OptimizerPlan.Decayed.MATRICES, 0);
            try (TrainingStep step =
                            new TrainingStep(model, Precision.BF16, Activations.KEPT, 8, 9, new WorkerThreads(2, 1));
                    TrainingStep fresh =
                            new TrainingStep(model, Precision.BF16, Activations.KEPT, 8, 9, new WorkerThreads(2, 1));
                    AdamW optimizer = new AdamW(model, plan)) {
                double before = step.accumulate(pixels, 2, indices(8));
                optimizer.step(1e-2);
                optimizer.clearGradients();

                double after = step.accumulate(pixels, 2, indices(8));

                assertThat(after).isNotEqualTo(before).isEqualTo(fresh.accumulate(pixels, 2, indices(8)));
            }
        }
    }

    @Test
    void aFailureOfAWorkerLeavesNoGradientsInAnother() {
        try (PointerScope scope = new PointerScope()) {
            Pixio model = new Pixio(TinyRuns.config(0), 0);
            Pixio expected = new Pixio(TinyRuns.config(0), 0);
            Tensor pixels = pixels(4);
            try (TrainingStep step =
                            new TrainingStep(model, Precision.FP32, Activations.KEPT, 4, 9, new WorkerThreads(2, 1));
                    TrainingStep other = new TrainingStep(
                            expected, Precision.FP32, Activations.KEPT, 4, 9, new WorkerThreads(2, 1))) {
                Map<String, Tensor> parameters = Tensors.parameters(model);
                // The first worker cannot add to it.
                model.encoder().classTokens().mutable_grad().put(torch.zeros(1, 1));
                assertThatThrownBy(() -> step.accumulate(pixels, 2, indices(4))).isInstanceOf(RuntimeException.class);
                Tensors.clearGradients(parameters.values());

                double loss = step.accumulate(pixels, 2, indices(4));

                assertThat(loss).isEqualTo(other.accumulate(pixels, 2, indices(4)));
                Map<String, Tensor> others = Tensors.parameters(expected);
                Tensors.parameters(model)
                        .forEach((name, parameter) -> assertThat(parameter
                                        .grad()
                                        .equal(others.getOrDefault(name, parameter)
                                                .grad()))
                                .as(name)
                                .isTrue());
            }
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

    /** A replica of lightly's model has 606 MB in bf16, and 8 images 3.2 GB of activations; one of quick has 55 MB. */
    @ParameterizedTest
    @CsvSource({"lightly, 1, 1", "lightly, 8, 2", "lightly, 32, 5", "quick, 3, 1", "quick, 16, 8", "quick, 64, 20"})
    void workersHaveTwoImagesEachAndLittleMemory(String recipe, int microBatch, int workers) {
        ModelCost cost = ModelCost.of(Recipe.find(recipe).model());

        assertThat(TrainingStep.mostWorkers(cost, Precision.BF16, Activations.KEPT, microBatch))
                .isEqualTo(workers);
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
