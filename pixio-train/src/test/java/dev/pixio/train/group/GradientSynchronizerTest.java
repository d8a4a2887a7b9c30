package dev.pixio.train.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.torch.Tensors;
import dev.pixio.torch.group.ProcessGroup;
import dev.pixio.train.optim.update.ParameterMemory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When which gradients are sent. Three groups of two parameters with 4 values each; a bucket of 32 bytes has two of them. */
class GradientSynchronizerTest {

    private static final int BUCKET_BYTES = 32;

    private final PointerScope scope = new PointerScope();
    private final RecordingGroup group = new RecordingGroup();
    private final List<List<Tensor>> parameters = new ArrayList<>();

    /** Doubles what is sent, as a second process with equal gradients would, and records it. */
    private static final class RecordingGroup implements ProcessGroup {

        private final List<List<Float>> sent = new ArrayList<>();
        private int awaited;

        @Override
        public int rank() {
            return 0;
        }

        @Override
        public int size() {
            return 2;
        }

        @Override
        public Pending sum(Tensor tensor) {
            List<Float> values = new ArrayList<>();
            for (float value : Tensors.toFloats(tensor)) {
                values.add(value);
            }
            sent.add(values);
            Tensor kept = Tensors.keep(tensor);
            return () -> {
                kept.mul_(new Scalar(2));
                kept.close();
                awaited++;
            };
        }

        @Override
        public void broadcast(Tensor tensor, int from) {
            throw new AssertionError("nothing is broadcast");
        }

        @Override
        public void send(Tensor tensor, int to) {
            throw new AssertionError("nothing is sent to one process");
        }

        @Override
        public void receive(Tensor tensor, int from) {
            throw new AssertionError("nothing is received from one process");
        }

        @Override
        public double awaitFirst(double value) {
            throw new AssertionError("nothing is awaited");
        }

        @Override
        public void reportFailure(String reason) {
            throw new AssertionError(reason);
        }

        @Override
        public void close() {}
    }

    @BeforeEach
    void makeParameters() {
        for (int i = 0; i < 3; i++) {
            List<Tensor> group = new ArrayList<>();
            for (int j = 0; j < 2; j++) {
                group.add(Tensors.of(new float[4], 2, 2).requires_grad_(true));
            }
            parameters.add(group);
        }
    }

    @AfterEach
    void close() {
        scope.close();
    }

    /** Sets the gradients of a group, as a backward pass does. */
    private void compute(int number, double value) {
        parameters.get(number).forEach(parameter -> {
            if (parameter.requires_grad()) {
                parameter.mutable_grad().put(torch.full_like(parameter, new Scalar(value)));
            }
        });
    }

    private List<Double> gradients() {
        return parameters.stream()
                .flatMap(List::stream)
                .map(parameter ->
                        parameter.grad().defined() ? parameter.grad().mean().item_double() : Double.NaN)
                .toList();
    }

    private static List<Float> filled(double value) {
        return Collections.nCopies(8, (float) value);
    }

    @Test
    void aBucketIsSentAsSoonAsItIsCompleteAndNotAwaitedBeforeTheEnd() {
        try (GradientSynchronizer synchronizer =
                new GradientSynchronizer(group, parameters, BUCKET_BYTES, ParameterMemory.SEPARATE)) {
            synchronizer.begin();
            compute(0, 1);
            synchronizer.complete(0);
            assertThat(group.sent).containsExactly(filled(1));
            compute(1, 2);
            synchronizer.complete(1);
            assertThat(group.sent).containsExactly(filled(1), filled(2));
            assertThat(group.awaited).isZero();
            compute(2, 3);
            synchronizer.complete(2);
            synchronizer.finish();

            assertThat(group.awaited).isEqualTo(3);
            assertThat(gradients()).containsExactly(2.0, 2.0, 4.0, 4.0, 6.0, 6.0);
        }
    }

    @Test
    void bucketsAreSentInTheirOrder() {
        try (GradientSynchronizer synchronizer =
                new GradientSynchronizer(group, parameters, BUCKET_BYTES, ParameterMemory.SEPARATE)) {
            synchronizer.begin();
            for (int number : new int[] {2, 1}) {
                compute(number, number);
                synchronizer.complete(number);
                assertThat(group.sent).isEmpty();
            }
            compute(0, 5);
            synchronizer.complete(0);
            assertThat(group.sent).containsExactly(filled(5), filled(1), filled(2));
        }
    }

    @Test
    void aRepeatedBackwardPassSendsOnlyWhatWasNotSent() {
        try (GradientSynchronizer synchronizer =
                new GradientSynchronizer(group, parameters, BUCKET_BYTES, ParameterMemory.SEPARATE)) {
            synchronizer.begin();
            compute(0, 1);
            synchronizer.complete(0); // then the process is short of memory
            for (int number = 0; number < 3; number++) {
                compute(number, 1);
                synchronizer.complete(number);
            }
            synchronizer.finish();

            assertThat(group.sent).hasSize(3);
            assertThat(gradients()).containsOnly(2.0);
        }
    }

    @Test
    void frozenParametersAreNotSent() {
        try (GradientSynchronizer synchronizer =
                new GradientSynchronizer(group, parameters, BUCKET_BYTES, ParameterMemory.SEPARATE)) {
            parameters.get(0).forEach(parameter -> parameter.requires_grad_(false));
            for (int step = 0; step < 2; step++) {
                group.sent.clear();
                synchronizer.begin();
                for (int number = 0; number < 3; number++) {
                    compute(number, 1);
                    synchronizer.complete(number);
                }
                synchronizer.finish();
                assertThat(group.sent).hasSize(step == 0 ? 2 : 3);
                parameters.get(0).forEach(parameter -> parameter.requires_grad_(true)); // from the second step on
            }
        }
    }

    @Test
    void theTimeOfWaitingIsKnownWhileTheNextBatchIsPrepared() {
        try (GradientSynchronizer synchronizer =
                new GradientSynchronizer(group, parameters, BUCKET_BYTES, ParameterMemory.SEPARATE)) {
            synchronizer.begin();
            for (int number = 0; number < 3; number++) {
                compute(number, 1);
                synchronizer.complete(number);
            }
            synchronizer.finish();
            double waited = synchronizer.waitSeconds();
            assertThat(waited).isPositive();

            synchronizer.begin(); // a step may be reported after this

            assertThat(synchronizer.waitSeconds()).isEqualTo(waited);
        }
    }

    @Test
    void gradientsThatAreNotCompleteAreAnError() {
        try (GradientSynchronizer synchronizer =
                new GradientSynchronizer(group, parameters, BUCKET_BYTES, ParameterMemory.SEPARATE)) {
            synchronizer.begin();
            compute(0, 1);
            synchronizer.complete(0);
            assertThatThrownBy(synchronizer::finish)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the backward pass completed the gradients of 1 of 3 buckets");
        }
    }
}
