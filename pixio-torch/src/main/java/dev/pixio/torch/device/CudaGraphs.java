package dev.pixio.torch.device;

import com.sun.jna.Pointer;
import dev.pixio.torch.Libtorch;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceGuardImplInterface;
import org.bytedeco.pytorch.Stream;
import org.bytedeco.pytorch.cuda.CUDAAllocator;
import org.bytedeco.pytorch.cuda.DeviceAssertionsDataVectorCUDAKernelLaunchInfoVectorPair;
import org.bytedeco.pytorch.cuda.StreamFilter;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch_cuda;

/**
 * CUDA graphs, by stream capture. The bindings lack {@code at::cuda::CUDAGraph}; this does what it does: all work goes to a stream of its
 * own, libtorch's allocator takes memory for that stream from a pool that stays with the recording, and the CUDA runtime records the
 * stream and launches the graph.
 *
 * <p>For one thread.
 */
public final class CudaGraphs implements GraphRecorder {

    /** Numbers of pools; libtorch's own begin at 1. */
    private static final AtomicLong POOLS = new AtomicLong(1L << 40);

    private final Device device;
    private final CudaRuntime runtime;
    private final Pointer stream;

    /**
     * @param device a GPU; it stays open
     * @throws IllegalStateException if the CUDA runtime is not found
     */
    public CudaGraphs(Device device) {
        if (!Libtorch.isGpu(device)) {
            throw new IllegalArgumentException(
                    "CUDA graphs need a GPU, not " + device.str().getString());
        }
        this.device = device;
        this.runtime = CudaRuntime.load();
        try (PointerScope scope = new PointerScope()) {
            DeviceGuardImplInterface driver = torch.getDeviceGuardImpl(device.type());
            Device current = driver.exchangeDevice(device);
            this.stream = runtime.newStream();
            driver.setDevice(current);
        }
    }

    @Override
    public void warmUp(Runnable work) {
        onOwnStream(work);
    }

    @Override
    public Recording record(Runnable work) {
        long pool = POOLS.getAndIncrement();
        Pointer[] graph = new Pointer[1];
        boolean[] begun = new boolean[1];
        try (PointerScope scope = new PointerScope()) {
            CUDAAllocator allocator = torch_cuda.getAllocator();
            DeviceAssertionsDataVectorCUDAKernelLaunchInfoVectorPair id = poolId(pool);
            DeviceMemory.release(device); // what warming up used, which only this stream could use again
            // The allocator asks the filter until the pool ends, also for allocations of other threads.
            try (Captured filter = new Captured(Pointer.nativeValue(stream))) {
                try {
                    onOwnStream(() -> {
                        allocator.beginAllocateToPool(device.index(), id, filter);
                        begun[0] = true;
                        graph[0] = capture(work);
                    });
                    return new Graph(pool, runtime.instantiate(graph[0]));
                } catch (RuntimeException | Error e) {
                    if (begun[0]) {
                        allocator.endAllocateToPool(device.index(), id);
                        begun[0] = false;
                        allocator.releasePool(device.index(), id);
                    }
                    throw e;
                } finally {
                    if (begun[0]) {
                        allocator.endAllocateToPool(device.index(), id);
                    }
                    if (graph[0] != null) {
                        runtime.destroy(graph[0]);
                    }
                }
            }
        }
    }

    private Pointer capture(Runnable work) {
        runtime.beginCapture(stream);
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            try {
                runtime.destroy(runtime.endCapture(stream)); // otherwise the stream would stay unusable
            } catch (IllegalStateException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
        return runtime.endCapture(stream);
    }

    /** Runs work whose operations go to the own stream: behind what this thread has queued, and before what it queues later. */
    private void onOwnStream(Runnable work) {
        try (PointerScope scope = new PointerScope()) {
            DeviceGuardImplInterface driver = torch.getDeviceGuardImpl(device.type());
            Stream own = new Stream(Stream.Unsafe.UNSAFE, device, Pointer.nativeValue(stream));
            Device current = driver.exchangeDevice(device);
            try (DeviceEvent before = DeviceEvent.record(device)) {
                Stream working = driver.exchangeStream(own);
                try {
                    before.block();
                    work.run();
                } finally {
                    try (DeviceEvent after = DeviceEvent.record(device)) {
                        driver.exchangeStream(working);
                        after.block();
                    }
                }
            } finally {
                driver.setDevice(current);
            }
        }
    }

    /** {@code c10::MempoolId_t}, two numbers, for which the bindings have this class. */
    private static DeviceAssertionsDataVectorCUDAKernelLaunchInfoVectorPair poolId(long number) {
        LongPointer numbers = new LongPointer(0, number);
        return new DeviceAssertionsDataVectorCUDAKernelLaunchInfoVectorPair(numbers);
    }

    /** Chooses the allocations of the captured stream; libtorch calls it. */
    private static final class Captured extends StreamFilter {

        private final long stream;

        Captured(long stream) {
            this.stream = stream;
        }

        @Override
        public boolean call(org.bytedeco.javacpp.Pointer asked) {
            return asked != null && asked.address() == stream;
        }
    }

    private final class Graph implements Recording {

        private final long pool;
        private final Pointer executable;

        Graph(long pool, Pointer executable) {
            this.pool = pool;
            this.executable = executable;
        }

        @Override
        public void replay() {
            try (PointerScope scope = new PointerScope()) {
                onOwnStream(() -> runtime.launch(executable, stream));
            }
        }

        @Override
        public void close() {
            torch.synchronizeDevice(device.index()); // it may run
            runtime.destroyExecutable(executable);
            try (PointerScope scope = new PointerScope()) {
                torch_cuda.getAllocator().releasePool(device.index(), poolId(pool));
            }
        }
    }
}
