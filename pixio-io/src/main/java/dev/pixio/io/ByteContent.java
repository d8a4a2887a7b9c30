package dev.pixio.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Bytes that are produced while they are written, so that they need not fit into memory. */
public interface ByteContent {

    /** The number of bytes. */
    long size();

    /** Writes all bytes. */
    void writeTo(WritableByteChannel out) throws IOException;

    /** The bytes of an array, which is not copied. */
    static ByteContent of(byte[] bytes) {
        return new ByteContent() {
            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public void writeTo(WritableByteChannel out) throws IOException {
                write(ByteBuffer.wrap(bytes), out);
            }
        };
    }

    /** Writes all remaining bytes of a buffer. */
    static void write(ByteBuffer buffer, WritableByteChannel out) throws IOException {
        while (buffer.hasRemaining()) {
            out.write(buffer);
        }
    }
}
