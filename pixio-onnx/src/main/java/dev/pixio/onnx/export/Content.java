package dev.pixio.onnx.export;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Bytes that are made when they are written, so that no file need fit into memory. */
interface Content {

    /** How many bytes there will be. */
    long size();

    /** Writes them all. */
    void writeTo(WritableByteChannel out) throws IOException;

    /** Bytes that are there. */
    static Content of(byte[] bytes) {
        return new Content() {
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

    /** Writes a buffer to its end. */
    static void write(ByteBuffer buffer, WritableByteChannel out) throws IOException {
        while (buffer.hasRemaining()) {
            out.write(buffer);
        }
    }
}
