package dev.pixio.data.tar;

import dev.pixio.data.forward.Reasons;
import dev.pixio.data.tar.stream.ImageBytes;
import dev.pixio.image.format.ImageFormat;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.io.FailureReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Reads images from their places in plain archives on disk.
 *
 * @param set of archives
 * @param maxBytes largest permitted size of an image
 */
record DirectBytes(TarSet set, long maxBytes) implements ImageBytes {

    @Override
    public byte[] read(int archive, int image) throws ImageReadException {
        long offset = set.offset(archive, image);
        long size = set.bytes(archive, image);
        // An open file would be closed by the interruption of any thread that reads it.
        try (FileChannel file = FileChannel.open(Path.of(set.location(archive)), StandardOpenOption.READ)) {
            if (size > file.size() - offset) {
                throw cutOff();
            }
            requireSize(size, maxBytes);
            ImageFormat.of(
                    bytes(file, offset, (int) Math.min(size, ImageFormat.PROBE_BYTES))); // before memory is allocated
            return bytes(file, offset, (int) size).array();
        } catch (ImageReadException e) {
            throw e;
        } catch (IOException e) {
            throw ImageReadException.notReached("the archive cannot be read: " + FailureReason.of(e), e);
        }
    }

    static ImageReadException cutOff() {
        return new ImageReadException(Reasons.CUT_OFF);
    }

    static void requireSize(long size, long maxBytes) throws ImageReadException {
        if (size > maxBytes) {
            throw new ImageReadException(Reasons.tooLarge(size, maxBytes));
        }
    }

    private static ByteBuffer bytes(FileChannel file, long offset, int size) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(size);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, offset + bytes.position()) < 0) {
                throw cutOff();
            }
        }
        return bytes.flip();
    }

    @Override
    public void close() {}
}
