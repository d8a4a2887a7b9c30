package dev.pixio.onnx.graph;

import dev.pixio.io.ByteContent;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * A tensor to be written to a file. It is converted while it is written, and the copy is freed afterwards.
 *
 * @param tensor of any dtype, device and strides; it must stay open until the file is written
 * @param type in the file
 */
record Weight(Tensor tensor, ElementType type) implements ByteContent {

    /** Bytes that are written at a time; a Java buffer holds at most 2 GiB. */
    private static final int CHUNK = 1 << 26;

    @Override
    public long size() {
        return tensor.numel() * type.bytes();
    }

    @Override
    public void writeTo(WritableByteChannel out) throws IOException {
        try (PointerScope scope = new PointerScope()) {
            Tensor dense = tensor.detach().cpu().to(type.scalarType()).contiguous();
            BytePointer memory = new BytePointer(dense.data_ptr()).capacity(size());
            for (long done = 0; done < size(); done += CHUNK) {
                long end = Math.min(size(), done + CHUNK);
                ByteContent.write(memory.position(done).limit(end).asByteBuffer(), out);
            }
        }
    }
}
