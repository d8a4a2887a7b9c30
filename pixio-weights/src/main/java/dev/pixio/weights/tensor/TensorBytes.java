package dev.pixio.weights.tensor;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Writes the values of a tensor in row-major order, little-endian. */
public final class TensorBytes {

    /** The maximum size of a piece, in bytes; a Java buffer has at most 2 GiB. */
    private static final int PIECE = 1 << 28;

    /** Receives bytes. */
    public interface Sink {
        void accept(ByteBuffer piece) throws IOException;
    }

    private TensorBytes() {}

    /** The size in bytes. */
    public static long count(Tensor tensor, SavedDtype dtype) {
        return tensor.numel() * Dtype.of(dtype.of(tensor.scalar_type())).bytes();
    }

    /** Writes the bytes in pieces. Only one tensor at a time is converted, so no second copy of a model is in memory. */
    public static void write(Tensor tensor, SavedDtype dtype, Sink sink) throws IOException {
        try (PointerScope scope = new PointerScope()) {
            ScalarType type = dtype.of(tensor.scalar_type());
            Tensor dense = tensor.detach().cpu().to(type).contiguous();
            long bytes = count(tensor, dtype);
            BytePointer memory = new BytePointer(dense.data_ptr()).capacity(bytes);
            for (long done = 0; done < bytes; done += PIECE) {
                long end = Math.min(bytes, done + PIECE);
                sink.accept(memory.position(done).limit(end).asByteBuffer());
            }
        }
    }
}
