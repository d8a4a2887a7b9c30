package dev.pixio.serve.model;

import dev.pixio.image.ImageDecoder;
import dev.pixio.image.format.ImageFormat;
import dev.pixio.image.format.ImageHeader;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.serve.request.RequestException;
import dev.pixio.serve.request.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Decodes uploaded images within limits. Thread-safe. */
public final class ImageChecks {

    private final ImageDecoder decoder;
    private final Duration time;

    /** Decoded images are large: as many are decoded at once as there are cores. */
    private final Semaphore decoding = new Semaphore(Runtime.getRuntime().availableProcessors(), true);

    /**
     * Checks with limits.
     *
     * @param maxPixels largest number of pixels of an image
     * @param maxBytes largest file
     * @param time how long an image may wait until others are decoded
     */
    public ImageChecks(long maxPixels, long maxBytes, Duration time) {
        this.decoder = new ImageDecoder(maxPixels, maxBytes);
        this.time = time;
    }

    /** Decodes within the limits. */
    ImageDecoder decoder() {
        return decoder;
    }

    /** Reads an image within limits. */
    @FunctionalInterface
    public interface Reader<T> {
        /** The image of a file. */
        T read(byte[] file, ImageDecoder limits) throws IOException;
    }

    /**
     * Refuses what is no image, by its first bytes.
     *
     * @throws RequestException with status 415
     */
    public void requireImage(Upload upload) throws RequestException {
        try {
            ImageFormat.of(ByteBuffer.wrap(upload.content()));
        } catch (ImageReadException e) {
            throw new RequestException(415, upload.name() + ": " + e.reason());
        }
    }

    /**
     * Refuses an image that is too large, by its header.
     *
     * @throws RequestException with status 413; 415 if it is no image and 422 if its header is damaged
     */
    public void requireSize(Upload upload) throws RequestException {
        requireImage(upload);
        try {
            ImageHeader header = ImageHeader.of(ByteBuffer.wrap(upload.content()));
            if (header.width() > decoder.maxPixels() / header.height()) {
                throw new RequestException(
                        413,
                        String.format(
                                Locale.ROOT,
                                "%s: %d x %d pixels exceed the limit of %,d",
                                upload.name(),
                                header.width(),
                                header.height(),
                                decoder.maxPixels()));
            }
        } catch (ImageReadException e) {
            throw damaged(upload, e);
        }
    }

    /**
     * Decodes an image.
     *
     * @throws RequestException with status 422 if it is damaged or has other channels than the model takes; 503 if others are decoded
     *     for too long
     */
    public <T> T read(Upload upload, Reader<T> reader) throws RequestException, IOException, InterruptedException {
        return inTurn(() -> {
            try {
                return reader.read(upload.content(), decoder);
            } catch (ImageReadException e) {
                throw damaged(upload, e);
            }
        });
    }

    /** Work that holds an image in memory. */
    @FunctionalInterface
    public interface Work<T> {
        /** Does the work. */
        T run() throws RequestException, IOException;
    }

    /**
     * Does work that holds an image in memory, when not too many others do.
     *
     * @throws RequestException of the work; with status 503 if others take too long
     */
    public <T> T inTurn(Work<T> work) throws RequestException, IOException, InterruptedException {
        if (!decoding.tryAcquire(time.toMillis(), TimeUnit.MILLISECONDS)) {
            throw RequestException.retryLater(503, "too many images are decoded; send it again later", 1);
        }
        try {
            return work.run();
        } finally {
            decoding.release();
        }
    }

    /** The refusal of an image that cannot be read. */
    static RequestException damaged(Upload upload, ImageReadException e) {
        return e.isOutOfMemory()
                ? RequestException.retryLater(503, upload.name() + ": " + e.reason(), 1)
                : new RequestException(422, upload.name() + ": " + e.reason());
    }
}
