package dev.pixio.torch.device;

import dev.pixio.torch.Libtorch;
import dev.pixio.torch.memory.NativeHeap;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch;

/** Memory that libraries keep for later, on the host and on a device. */
public final class DeviceMemory {

    private DeviceMemory() {}

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
