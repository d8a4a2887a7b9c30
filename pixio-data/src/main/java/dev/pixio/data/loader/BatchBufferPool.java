package dev.pixio.data.loader;

import dev.pixio.torch.Tensors;
import dev.pixio.torch.device.PageLocked;
import java.util.ArrayDeque;
import java.util.Deque;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Reuses the memory of batches, because the operating system zeroes new memory page by page. The pool grows to the
 * largest number of batches that were open or in preparation at the same time. Thread-safe.
 */
final class BatchBufferPool implements AutoCloseable {

    private final ScalarType dtype;
    private final long[] shape;
    private final Deque<Tensor> idle = new ArrayDeque<>();
    private final LoaderOptions.BatchMemory memory;
    private boolean closed;

    /** A pool of buffers {@code [batchSize, planes, height, width]}. */
    BatchBufferPool(int batchSize, ViewReader views, LoaderOptions.BatchMemory memory) {
        this.memory = memory;
        this.dtype = views.dtype();
        this.shape = new long[] {batchSize, views.planes(), views.height(), views.width()};
    }

    /** A buffer with undefined content; to be returned by {@link #release}. */
    synchronized Tensor borrow() {
        if (!idle.isEmpty()) {
            return idle.pop();
        }
        try (PointerScope scope = new PointerScope()) {
            return switch (memory) {
                case ORDINARY -> Tensors.empty(dtype, shape).retainReference();
                case PAGE_LOCKED -> PageLocked.empty(dtype, shape).retainReference();
            };
        }
    }

    /** Returns a buffer to the pool, or frees it if the pool is closed. */
    synchronized void release(Tensor buffer) {
        if (closed) {
            buffer.releaseReference();
        } else {
            idle.push(buffer);
        }
    }

    /** Frees the idle buffers; borrowed ones are freed when they are released. */
    @Override
    public synchronized void close() {
        closed = true;
        idle.forEach(Tensor::releaseReference);
        idle.clear();
    }
}
