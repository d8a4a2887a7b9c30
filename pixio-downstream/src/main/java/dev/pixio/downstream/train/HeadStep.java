package dev.pixio.downstream.train;

import dev.pixio.downstream.feature.BlockTokens;
import dev.pixio.downstream.head.DenseHead;
import dev.pixio.downstream.head.Phase;
import dev.pixio.downstream.task.DenseTask;
import dev.pixio.train.optim.AdamW;
import dev.pixio.train.plan.OptimizerPlan;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Training steps of a head: forward pass, loss, backward pass, AdamW. It owns the optimizer's memory; close it. Create it outside of any
 * pointer scope that closes before it.
 */
public final class HeadStep implements AutoCloseable {

    private final DenseTask task;
    private final DenseHead head;
    private final AdamW optimizer;

    /** @param head on its device */
    public HeadStep(DenseTask task, DenseHead head, OptimizerPlan optimizer) {
        this.task = task;
        this.head = head;
        this.optimizer = new AdamW(head.module(), optimizer);
    }

    /**
     * One step. If the loss is not finite, the head stays as it was.
     *
     * @param tokens of the images, on the head's device
     * @param truth labels or depths of any dtype, {@code [B, H, W]}, on the same device
     * @param learningRate of this step
     * @return the loss before the step
     */
    public float apply(BlockTokens tokens, Tensor truth, double learningRate) {
        try (PointerScope scope = new PointerScope()) {
            Tensor targets = task.targets(truth);
            Tensor scores = head.forward(tokens.maps(), (int) truth.size(1), (int) truth.size(2), Phase.TRAINING);
            Tensor loss = task.loss(scores, targets);
            float value = loss.item_float();
            if (Float.isFinite(value)) {
                loss.backward();
                optimizer.step(learningRate);
                optimizer.clearGradients();
            }
            return value;
        }
    }

    DenseHead head() {
        return head;
    }

    AdamW optimizer() {
        return optimizer;
    }

    @Override
    public void close() {
        optimizer.close();
    }
}
