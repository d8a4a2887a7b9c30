package dev.pixio.data.loader;

import java.util.ArrayDeque;
import java.util.Deque;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/**
 * The memory of batches, used again and again: fresh memory for each would be zeroed by the system page by page. There
 * are as many pieces as batches were ever open or in preparation at once. Thread-safe.
 */
final class BatchBufferPool implements AutoCloseable {

    private final long[] shape;
    private final Deque<Tensor> idle = new ArrayDeque<>();
    private boolean closed;

    /** Pieces for batches of {@code uint8 [batchSize, 3, height, width]}. */
    BatchBufferPool(int batchSize, int height, int width) {
        this.shape = new long[] {batchSize, 3, height, width};
    }

    /** A piece of undefined content, for {@link #giveBack}. */
    synchronized Tensor borrow() {
        if (!idle.isEmpty()) {
            return idle.pop();
        }
        try (PointerScope scope = new PointerScope()) {
            TensorOptions bytes = new TensorOptions(torch.ScalarType.Byte);
            return torch.empty(shape, bytes, new MemoryFormatOptional()).retainReference();
        }
    }

    synchronized void release(Tensor piece) {
        if (closed) {
            piece.releaseReference();
        } else {
            idle.push(piece);
        }
    }

    /** Frees what is idle; what is out is freed when it comes back. */
    @Override
    public synchronized void close() {
        closed = true;
        idle.forEach(Tensor::releaseReference);
        idle.clear();
    }
}
