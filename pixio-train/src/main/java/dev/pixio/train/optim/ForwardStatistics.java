package dev.pixio.train.optim;

import dev.pixio.torch.Kernels;
import dev.pixio.torch.Tensors;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Tensors that forward passes in training change, such as running means of batch normalisation. A step that does not count must leave
 * them as they were, and so must a pass that is repeated.
 *
 * <p>Create it outside of any pointer scope that closes before it, and close it.
 */
public final class ForwardStatistics implements AutoCloseable {

    private final List<Tensor> tensors;
    private final List<Tensor> before;

    /** @param tensors on their device, where they stay */
    public ForwardStatistics(List<Tensor> tensors) {
        this.tensors = List.copyOf(tensors);
        try (PointerScope scope = new PointerScope()) {
            this.before = tensors.stream()
                    .map(tensor -> Tensors.keep(tensor.detach().clone()))
                    .toList();
        }
    }

    /** Notes the values before the passes of a batch. */
    public void begin() {
        Kernels.copy(before, tensors);
    }

    /** Restores the values from before the passes of a batch. */
    public void restore() {
        Kernels.copy(tensors, before);
    }

    /** Restores them if the device decides that the step does not count. */
    public void finish(Kernels.Decision decision) {
        decision.notFinite().ifPresent(notFinite -> {
            try (PointerScope scope = new PointerScope();
                    NoGradGuard noGrad = new NoGradGuard()) {
                for (int i = 0; i < tensors.size(); i++) {
                    Tensor tensor = tensors.get(i);
                    tensor.copy_(torch.where(notFinite.to(torch.ScalarType.Bool), before.get(i), tensor));
                }
            }
        });
    }

    /** The tensors. */
    public List<Tensor> tensors() {
        return tensors;
    }

    @Override
    public void close() {
        before.forEach(Tensor::close);
    }
}
