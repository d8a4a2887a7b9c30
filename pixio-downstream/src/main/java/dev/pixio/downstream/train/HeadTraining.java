package dev.pixio.downstream.train;

import dev.pixio.downstream.head.DenseHead;
import dev.pixio.downstream.task.DenseTask;
import dev.pixio.nn.Initialization;
import dev.pixio.torch.Tensors;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;

/**
 * The training of one head from its random weights. It owns the optimizer's memory; close it. Create it outside of any pointer scope
 * that closes before it.
 */
final class HeadTraining implements AutoCloseable {

    private final HeadPlan plan;
    private final HeadStep training;
    private final BatchOrder order;
    private final long steps;
    private final PolynomialRate rate;
    private final Optional<HeadFile> file;
    private long step;
    private long saved = System.nanoTime();

    /**
     * @param encoderWidth D
     * @param samples number of training samples
     * @param seed of the head's weights and of the order of the samples
     * @param file in which the state is kept, and from which the training continues
     * @throws IOException if the file is of another training
     */
    HeadTraining(
            HeadPlan plan,
            DenseTask task,
            int encoderWidth,
            int samples,
            long seed,
            Device device,
            Optional<HeadFile> file)
            throws IOException {
        this.plan = plan;
        DenseHead head = plan.kind().create(encoderWidth, task.outputs(), plan.dpt(), new Initialization(seed));
        Tensors.move(head.module(), device);
        this.training = new HeadStep(task, head, plan.optimizer());
        this.order = new BatchOrder(samples, plan.batchSize(), seed);
        this.steps = plan.steps(order.samples());
        this.rate = plan.rate(steps);
        this.file = file;
        try {
            this.step = file.isPresent() ? file.get().restore(head, training.optimizer()) : 0;
        } catch (IOException e) {
            training.close();
            throw e;
        }
    }

    /**
     * Trains to the end.
     *
     * @throws IOException if a sample cannot be read, or no pixel of any sample counts
     * @throws ArithmeticException if the loss is not finite
     */
    void run(TrainingExamples examples, HeadListener listener) throws IOException, InterruptedException {
        boolean counted = step > 0;
        while (step < steps) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            float loss = step(examples);
            step++;
            counted |= loss != 0; // it is 0 for a batch without a pixel that counts
            if (!counted && step == order.stepsPerEpoch()) {
                throw new IOException("no pixel of the training images has a true value that counts");
            }
            save();
            listener.onStep(step, steps, loss);
        }
    }

    /** Saves from time to time, and at the end. */
    void save() throws IOException {
        if (file.isPresent()
                && (isComplete()
                        || System.nanoTime() - saved >= file.get().interval().toNanos())) {
            file.get().write(step, training.head(), training.optimizer());
            saved = System.nanoTime();
        }
    }

    private float step(TrainingExamples examples) throws IOException, InterruptedException {
        try (PointerScope scope = new PointerScope()) {
            HeadBatch batch = examples.batch(order, step);
            float loss = training.apply(batch.tokens(), batch.truth(), rate.at(step));
            if (!Float.isFinite(loss)) {
                throw new ArithmeticException(String.format(
                        Locale.ROOT,
                        "the loss of the %s head is %s at step %d of %d: lower --lr",
                        plan.kind().id(),
                        loss,
                        step + 1,
                        steps));
            }
            return loss;
        }
    }

    boolean isComplete() {
        return step >= steps;
    }

    DenseHead head() {
        return training.head();
    }

    @Override
    public void close() {
        training.close();
    }
}
