package dev.pixio.onnx.graph;

import dev.pixio.io.ByteContent;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * A tensor that becomes part of a file: converted when its turn has come, and dropped again.
 *
 * @param tensor of any dtype, device and strides, which stays where it is until the file is written
 * @param type in the file
 */
record Weight(Tensor tensor, ElementType type) implements ByteContent {

    /** What is written at once; a Java buffer ends at 2 GiB. */
    private static final int PIECE = 1 << 26;

    @Override
    public long size() {
        return tensor.numel() * type.bytes();
    }

    @Override
    public void writeTo(WritableByteChannel out) throws IOException {
        try (PointerScope scope = new PointerScope()) {
            Tensor dense = tensor.detach().cpu().to(type.scalarType()).contiguous();
            BytePointer memory = new BytePointer(dense.data_ptr()).capacity(size());
            for (long done = 0; done < size(); done += PIECE) {
                long end = Math.min(size(), done + PIECE);
                ByteContent.write(memory.position(done).limit(end).asByteBuffer(), out);
            }
        }
    }
}
