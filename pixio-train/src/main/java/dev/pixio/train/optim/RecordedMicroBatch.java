package dev.pixio.train.optim;

import dev.pixio.torch.Tensors;
import dev.pixio.torch.device.GraphRecorder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gradients of micro-batches of one size, recorded once and replayed: images and random choices are copied into tensors that stay in
 * their places, and the gradients are added to tensors that do ({@code ParameterMemory.FLAT}). What differs in another way (the number of
 * images, the trained parameters, the weight of an image) makes a new recording. If recording fails, that is logged once, and the work is
 * queued as without it from then on.
 *
 * <p>Create it outside of any pointer scope that closes before it, and close it. For one thread.
 */
final class RecordedMicroBatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RecordedMicroBatch.class);

    /** libtorch and its libraries choose kernels and allocate work memory in the first passes. */
    static final int WARM_UPS = 3;

    /** Queues forward and backward pass. */
    interface Work {

        /**
         * Adds gradients.
         *
         * @param images uint8 {@code [b, C, H, W]}
         * @param draws packed random choices
         * @param weight of these images in their batch
         * @return their part of the loss, a scalar
         */
        Tensor queue(Tensor images, Tensor draws, double weight);
    }

    /** What a recording is for. */
    private record Shape(List<Long> images, long draws, double weight, List<Boolean> trained) {}

    /** Tensors that the recorded work reads and writes. */
    private record Memory(Tensor images, Tensor draws, Tensor loss) implements AutoCloseable {

        static Memory like(Tensor images, Tensor draws) {
            try (PointerScope scope = new PointerScope()) {
                return new Memory(
                        Tensors.keep(torch.empty_like(images)),
                        Tensors.keep(torch.empty_like(draws)),
                        Tensors.keep(Tensors.zeros(ScalarType.Double, images.device())));
            }
        }

        @Override
        public void close() {
            images.close();
            draws.close();
            loss.close();
        }
    }

    private final GraphRecorder recorder;
    private final List<Tensor> parameters;
    private final Runnable renewCopies;
    private final Work work;
    private Optional<Shape> shape = Optional.empty();
    private Optional<Memory> memory = Optional.empty();
    private Optional<GraphRecorder.Recording> recording = Optional.empty();
    private int warmUps;
    private boolean isGivenUp;

    /**
     * @param parameters of which the trained ones have gradients that stay in their places
     * @param renewCopies renews copies of weights that have changed; a recording reads the same memory, and would not
     */
    RecordedMicroBatch(GraphRecorder recorder, List<Tensor> parameters, Runnable renewCopies, Work work) {
        this.renewCopies = renewCopies;
        this.recorder = recorder;
        this.parameters = parameters;
        this.work = work;
    }

    /**
     * Queues a micro-batch.
     *
     * @param images uint8 {@code [b, C, H, W]}, on the device
     * @param draws packed random choices, on the device
     * @param weight of these images in their batch
     * @param sum of losses, a double scalar on the device, to which theirs is added
     * @return false if nothing was queued, because it cannot be recorded
     */
    boolean queue(Tensor images, Tensor draws, double weight, Tensor sum) {
        if (isGivenUp) {
            return false;
        }
        prepare(images, draws, weight);
        Memory here = memory.orElseThrow();
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            here.images.copy_(images, true);
            here.draws.copy_(draws, true);
        }
        renewCopies.run();
        Runnable pass = () -> run(here, weight);
        if (warmUps < WARM_UPS) {
            warmUps++;
            recorder.warmUp(pass);
        } else if (recording.isPresent() || record(pass)) {
            recording.orElseThrow().replay();
        } else {
            return false;
        }
        try (PointerScope scope = new PointerScope()) {
            sum.add_(here.loss);
        }
        return true;
    }

    private void run(Memory here, double weight) {
        try (PointerScope scope = new PointerScope();
                Tensor loss = work.queue(here.images, here.draws, weight)) {
            here.loss.copy_(loss);
        }
    }

    private boolean record(Runnable pass) {
        try {
            recording = Optional.of(recorder.record(pass));
            return true;
        } catch (RuntimeException e) {
            isGivenUp = true;
            discard();
            LOG.warn(
                    "the step could not be recorded as a CUDA graph, so its operations are started one by one: {}",
                    String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
            LOG.debug("the failure of the recording", e);
            return false;
        }
    }

    private void prepare(Tensor images, Tensor draws, double weight) {
        Shape now = new Shape(
                Arrays.stream(Tensors.shape(images)).boxed().toList(),
                draws.size(0),
                weight,
                parameters.stream().map(Tensor::requires_grad).toList());
        if (!Optional.of(now).equals(shape)) {
            discard();
            memory = Optional.of(Memory.like(images, draws));
            shape = Optional.of(now);
            warmUps = 0;
        }
    }

    private void discard() {
        recording.ifPresent(GraphRecorder.Recording::close);
        recording = Optional.empty();
        memory.ifPresent(Memory::close);
        memory = Optional.empty();
        shape = Optional.empty();
    }

    @Override
    public void close() {
        discard();
    }
}
