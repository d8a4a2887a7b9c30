package dev.pixio.monitor.tensorboard;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A file to which bytes are added all or not at all: what was written of them before the disk was full is cut off again. */
final class UnbrokenFile extends OutputStream {

    private final FileChannel file;

    UnbrokenFile(FileChannel file) {
        this.file = file;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        long whole = file.position();
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
            while (buffer.hasRemaining()) {
                file.write(buffer);
            }
        } catch (IOException e) {
            try {
                file.truncate(whole).position(whole);
            } catch (IOException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
