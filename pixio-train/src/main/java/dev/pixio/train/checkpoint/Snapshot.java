package dev.pixio.train.checkpoint;

import dev.pixio.torch.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Copies of tensors in CPU memory, which training does not change. The memory is allocated once and reused for each
 * copy; it has the size of the tensors.
 */
final class Snapshot implements AutoCloseable {

    private final Map<String, Tensor> copies = new LinkedHashMap<>();

    /** Copies tensors; names, shapes and dtypes must be the same in each call. */
    void copy(Map<String, Tensor> tensors) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            tensors.forEach((name, tensor) -> {
                Tensor copy = copies.get(name);
                if (copy == null) {
                    Tensor host = tensor.detach().cpu();
                    copies.put(name, Tensors.keep(tensor.is_cpu() ? torch.clone(host) : host));
                } else {
                    copy.copy_(tensor.detach());
                }
            });
        }
    }

    Map<String, Tensor> tensors() {
        return copies;
    }

    @Override
    public void close() {
        copies.values().forEach(Tensor::close);
        copies.clear();
    }
}
