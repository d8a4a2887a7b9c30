package dev.pixio.torch.device;

import dev.pixio.torch.Libtorch;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Memory of the host that the system does not move, from which and to which a GPU copies by itself while the host goes on. Without a
 * GPU it is ordinary memory.
 */
public final class PageLocked {

    private static final boolean IS_POSSIBLE = Libtorch.gpuCount() > 0;

    private PageLocked() {}

    /** An uninitialised tensor on the CPU, in the caller's scope. */
    public static Tensor empty(ScalarType dtype, long... shape) {
        return torch.empty(
                shape,
                new TensorOptions()
                        .dtype(new ScalarTypeOptional(dtype))
                        .device(new DeviceOptional(new Device("cpu")))
                        .pinned_memory(new org.bytedeco.pytorch.BoolOptional(IS_POSSIBLE)),
                new MemoryFormatOptional());
    }

    /** The tensor, or a copy of it in such memory if it is not; in the caller's scope. */
    static Tensor of(Tensor tensor) {
        return !IS_POSSIBLE || tensor.is_pinned() ? tensor : tensor.contiguous().pin_memory();
    }
}
