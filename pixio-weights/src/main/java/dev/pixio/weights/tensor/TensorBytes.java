package dev.pixio.weights.tensor;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The values of a tensor as a file holds them: row-major, little-endian. */
public final class TensorBytes {

    /** The largest piece at once; a Java buffer ends at 2 GiB. */
    private static final int PIECE = 1 << 28;

    /** Where bytes go. */
    public interface Sink {
        void accept(ByteBuffer piece) throws IOException;
    }

    private TensorBytes() {}

    public static long count(Tensor tensor, SavedDtype dtype) {
        return tensor.numel() * Dtype.of(dtype.of(tensor.scalar_type())).bytes();
    }

    /** Hands out the bytes piece by piece; converts one tensor at a time, so that a model is never there twice. */
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
