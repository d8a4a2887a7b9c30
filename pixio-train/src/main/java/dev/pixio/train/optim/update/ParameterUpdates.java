package dev.pixio.train.optim.update;

import dev.pixio.torch.Kernels;
import dev.pixio.train.plan.OptimizerPlan;
import org.bytedeco.pytorch.Tensor;

/** What an optimizer does with the gradients and moments of this process. */
public interface ParameterUpdates extends AutoCloseable {

    /** Added to the square root of the second moment. */
    double EPSILON = 1e-8;

    /** Prepares the memory of the gradients of the parameters that are trained now. */
    void prepare();

    /** The norm of all gradients: a double scalar on their device, which the caller closes. */
    Tensor norm();

    /** Multiplies all gradients by a factor. */
    void scale(double factor);

    /** Updates the parameters that have a gradient, and whose moments are here. */
    void step(OptimizerPlan plan, double learningRate, Kernels.Decision decision);

    /** Discards all gradients. */
    void clear();

    /** The moments have been loaded. */
    void loaded();

    @Override
    void close();
}
