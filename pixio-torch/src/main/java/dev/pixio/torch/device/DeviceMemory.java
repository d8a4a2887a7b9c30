package dev.pixio.torch.device;

import dev.pixio.torch.Libtorch;
import dev.pixio.torch.memory.NativeHeap;
import java.util.OptionalLong;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch;

/** The memory of tensors on a device, and what libraries keep of it for later. */
public final class DeviceMemory {

    private DeviceMemory() {}

    /**
     * The most bytes that tensors have taken on the device since the start, as {@code torch.cuda.max_memory_allocated()} reports it;
     * empty if it is not a GPU, or if the bindings' part for CUDA cannot be loaded, which has the class of the figures and needs all
     * CUDA libraries that the bindings know.
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

    /**
     * Returns free memory after a failed allocation, so that smaller tensors find it, of the host and of the device. Free the tensors of
     * the failed work before.
     */
    public static void recover(Device device) {
        NativeHeap.recover();
        release(device);
    }

    /**
     * Returns free memory of a GPU to its driver. The work that is queued is waited for, because memory that it uses is free only then.
     * libtorch allocates when work is queued, so a failure to do so is known at once and not when the work runs.
     */
    public static void release(Device device) {
        if (Libtorch.isGpu(device)) {
            torch.synchronizeDevice(device.index());
            torch.emptyCache();
        }
    }
}
