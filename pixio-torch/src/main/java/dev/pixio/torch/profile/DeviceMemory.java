package dev.pixio.torch.profile;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import dev.pixio.torch.Libtorch;
import java.util.OptionalLong;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch;

/**
 * The memory of tensors on a GPU, as libtorch's caching allocator counts it and {@code torch.cuda.max_memory_allocated()} reports it.
 * The class of the bindings for its figures needs all CUDA libraries that the bindings know, so they are read from native memory.
 */
public final class DeviceMemory {

    /** {@code DeviceStats at::accelerator::getDeviceStats(DeviceIndex)}. */
    private static final String STATISTICS = "_ZN2at11accelerator14getDeviceStatsEa";

    /** More than {@code c10::CachingDeviceAllocator::DeviceStats} takes. */
    private static final long ROOM = 4096;

    /** Each figure is counted for all blocks, small ones and large ones; of each: current, peak, allocated, freed. */
    private static final long BYTES_OF_A_FIGURE = 3 * 4 * Long.BYTES;

    /** Its figures in order: allocation, segment, active, inactive_split, allocated_bytes. */
    private static final long ALLOCATED_BYTES = 4 * BYTES_OF_A_FIGURE;

    private static final long PEAK = Long.BYTES;

    private DeviceMemory() {}

    /** The most bytes that tensors have taken on the device since the start or {@link #resetPeak}; empty if it is not a GPU. */
    public static OptionalLong peak(Device device) {
        if (!Libtorch.isGpu(device)) {
            return OptionalLong.empty();
        }
        Function function;
        try {
            function = LibtorchSymbols.function(STATISTICS);
        } catch (UnsatisfiedLinkError e) {
            return OptionalLong.empty(); // not Linux, or another version of libtorch
        }
        Memory statistics = new Memory(ROOM); // the caller of a C++ function provides the memory of a large result
        statistics.clear();
        function.invokePointer(new Object[] {statistics, device.index()});
        return OptionalLong.of(statistics.getLong(ALLOCATED_BYTES + PEAK));
    }

    /** Begins to measure the peak anew. Nothing happens on a CPU. */
    public static void resetPeak(Device device) {
        if (Libtorch.isGpu(device)) {
            torch.resetPeakStats(device.index());
        }
    }
}
