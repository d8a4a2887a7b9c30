package dev.pixio.torch.profile;

import dev.pixio.torch.Libtorch;
import java.util.OptionalLong;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch;

/**
 * The memory of tensors on a GPU, as libtorch's caching allocator counts it and {@code torch.cuda.max_memory_allocated()} reports it.
 */
public final class DeviceMemory {

    private DeviceMemory() {}

    /**
     * The most bytes that tensors have taken on the device since the start; empty if it is not a GPU, or if the bindings' part for
     * CUDA cannot be loaded, which has the class of the figures and needs all CUDA libraries that the bindings know.
     */
    public static OptionalLong peak(Device device) {
        if (!Libtorch.isGpu(device)) {
            return OptionalLong.empty();
        }
        try (PointerScope scope = new PointerScope()) {
            // The first of three figures is that of all blocks; small and large ones follow.
            return OptionalLong.of(
                    torch.getDeviceStats(device.index()).allocated_bytes().peak());
        } catch (LinkageError | TypeNotPresentException e) {
            return OptionalLong.empty();
        }
    }
}
