package dev.pixio.train.checkpoint;

import dev.pixio.torch.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Copies of tensors on the CPU, which stay as they are while training goes on. The memory is used again for the next
 * copy, so it is taken once for a run: as much as weights and moments have.
 */
final class Snapshot implements AutoCloseable {

    private final Map<String, Tensor> copies = new LinkedHashMap<>();

    /** Copies tensors: the same names, shapes and dtypes each time. */
    void take(Map<String, Tensor> tensors) {
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
