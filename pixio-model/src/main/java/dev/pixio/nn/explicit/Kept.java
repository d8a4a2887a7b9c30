package dev.pixio.nn.explicit;

import dev.pixio.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** Tensors that a forward pass leaves for the way back, beyond the pointer scope they were made in. */
final class Kept {

    private final List<Tensor> tensors = new ArrayList<>();

    /** Keeps a tensor until {@link #release}. */
    Tensor keep(Tensor tensor) {
        tensors.add(Tensors.keep(tensor));
        return tensor;
    }

    /** The tensor that was kept as the i-th. */
    Tensor get(int i) {
        if (i >= tensors.size()) {
            throw new IllegalStateException("the way back needs a forward pass before it, one for each");
        }
        return tensors.get(i);
    }

    void release() {
        tensors.forEach(Tensor::close);
        tensors.clear();
    }
}
