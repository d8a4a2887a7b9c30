package dev.pixio.nn.explicit;

import dev.pixio.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** Tensors that a forward pass saves for the backward pass, beyond the pointer scope they were made in. */
final class SavedTensors {

    /** About a megabyte in bf16. */
    private static final long SMALL = 1 << 19;

    private final List<Tensor> tensors = new ArrayList<>();

    /** Saves a tensor until {@link #release}, and returns it. */
    Tensor keep(Tensor tensor) {
        tensors.add(Tensors.keep(tensor));
        return tensor;
    }

    /**
     * Whether a tensor of this many values takes so little memory that it is saved although it could be recomputed. The operations
     * of a small model take longer to start than to run.
     */
    static boolean isSmall(long values) {
        return values <= SMALL;
    }

    /** The number of saved tensors. */
    int size() {
        return tensors.size();
    }

    /** The i-th saved tensor, from 0. */
    Tensor get(int i) {
        if (i >= tensors.size()) {
            throw new IllegalStateException("backward without a forward pass");
        }
        return tensors.get(i);
    }

    /** The saved tensors from the i-th on. */
    List<Tensor> from(int i) {
        return List.copyOf(tensors.subList(i, tensors.size()));
    }

    /** Frees all saved tensors. */
    void release() {
        tensors.forEach(Tensor::close);
        tensors.clear();
    }
}
