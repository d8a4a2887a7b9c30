package dev.pixio.data.tar;

import dev.pixio.image.format.ImageFormat;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.io.FailureReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * Reads images from their places in plain archives on disk.
 *
 * @param set of archives
 * @param maxBytes largest permitted size of an image
 */
record DirectBytes(TarSet set, long maxBytes) implements ImageBytes {

    @Override
    public byte[] read(TarSet.Place place) throws ImageReadException {
        long offset = set.index(place.archive()).offset(place.image());
        long size = set.index(place.archive()).bytes(place.image());
        // An open file would be closed by the interruption of any thread that reads it.
        try (FileChannel file =
                FileChannel.open(Path.of(set.archive(place.archive()).location()), StandardOpenOption.READ)) {
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
            throw new ImageReadException("the archive cannot be read: " + FailureReason.of(e), e);
        }
    }

    static ImageReadException cutOff() {
        return new ImageReadException("the archive ends within it");
    }

    static void requireSize(long size, long maxBytes) throws ImageReadException {
        if (size > maxBytes) {
            throw new ImageReadException(tooLarge(size, maxBytes));
        }
    }

    static String tooLarge(long size, long maxBytes) {
        return String.format(Locale.ROOT, "a file of %,d bytes exceeds the limit of %,d", size, maxBytes);
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
