package dev.pixio.serve.model;

import dev.pixio.embed.ImageEncoder;
import dev.pixio.embed.PreparedImage;
import dev.pixio.serve.batch.BatchQueue;
import dev.pixio.serve.request.RequestException;
import dev.pixio.serve.request.Upload;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An encoder for many requests at once. Thread-safe. */
public final class ServedEncoder implements AutoCloseable {

    private static final String NAME = "embed";

    private final ImageEncoder encoder;
    private final ImageChecks images;
    private final Duration time;
    private final BatchQueue<PreparedImage, float[]> queue;

    /**
     * An encoder with a queue.
     *
     * @param encoder stays open while this is; the caller closes it
     */
    public ServedEncoder(ImageEncoder encoder, ImageChecks images, QueueSettings settings) {
        this.encoder = encoder;
        this.images = images;
        this.time = settings.time();
        this.queue = new BatchQueue<>(
                "pixio-" + NAME,
                settings.batches(),
                Timed.of(encoder::embedPrepared, NAME, settings.metrics()),
                settings.metrics().batchSizes(NAME));
        settings.metrics().watchQueue(NAME, queue::waiting);
    }

    /** The encoder. */
    public ImageEncoder encoder() {
        return encoder;
    }

    /**
     * The features of images, which may be computed in a batch with those of other requests.
     *
     * @return for each image, in their order
     */
    public List<float[]> embed(List<Upload> uploads) throws RequestException, IOException, InterruptedException {
        Results.requireRoom(queue, uploads.size());
        for (Upload upload : uploads) {
            if (encoder.input().isRgb8()) {
                images.requireSize(upload);
            } else {
                images.requireImage(upload);
            }
        }
        List<PreparedImage> prepared = new ArrayList<>(uploads.size());
        for (Upload upload : uploads) {
            prepared.add(images.read(upload, encoder::prepare));
        }
        return Results.of(queue, uploads, prepared, time);
    }

    /** Whether images are computed: until it is closed, or its worker has ended by an error. */
    public boolean isRunning() {
        return queue.isRunning();
    }

    /** From now on no image waits for others. */
    public void hurry() {
        queue.hurry();
    }

    /** Computes what is queued, and refuses more. */
    @Override
    public void close() {
        queue.close();
    }
}
