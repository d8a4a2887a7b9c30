package dev.pixio.serve.model;

import dev.pixio.image.NonFiniteFeaturesException;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.serve.batch.BatchQueue;
import dev.pixio.serve.batch.QueueFullException;
import dev.pixio.serve.request.RequestException;
import dev.pixio.serve.request.Upload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for the results of one request. */
final class Results {

    private static final int RETRY_SECONDS = 1;

    private Results() {}

    /** Refuses images for which the queue has no room, before they are decoded. */
    static void requireRoom(BatchQueue<?, ?> queue, int images) throws RequestException {
        try {
            queue.requireRoom(images);
        } catch (QueueFullException e) {
            throw full(e);
        } catch (IllegalStateException e) {
            throw new RequestException(503, "the server is stopping");
        }
    }

    /**
     * Queues items and waits for their results.
     *
     * @param uploads of the items, for messages
     * @throws RequestException with status 429 if the queue is full, 503 if the time is not enough
     */
    static <T, R> List<R> of(BatchQueue<T, R> queue, List<Upload> uploads, List<T> items, Duration time)
            throws RequestException, InterruptedException {
        List<CompletableFuture<R>> pending;
        try {
            pending = queue.submit(items);
        } catch (QueueFullException e) {
            throw full(e);
        } catch (IllegalStateException e) {
            throw new RequestException(503, "the server is stopping");
        }
        long deadline = System.nanoTime() + time.toNanos();
        try {
            List<R> results = new ArrayList<>(pending.size());
            for (int i = 0; i < pending.size(); i++) {
                results.add(result(pending.get(i), deadline, uploads.get(i)));
            }
            return results;
        } finally {
            pending.forEach(result -> result.cancel(false)); // of no meaning for those that are complete
        }
    }

    private static RequestException full(QueueFullException e) {
        return RequestException.retryLater(429, String.valueOf(e.getMessage()), RETRY_SECONDS);
    }

    private static <R> R result(CompletableFuture<R> pending, long deadline, Upload upload)
            throws RequestException, InterruptedException {
        try {
            return pending.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw RequestException.retryLater(
                    503,
                    "the answer was not computed in time; send fewer images, or send them again later",
                    RETRY_SECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof ImageReadException unreadable) {
                throw ImageChecks.damaged(upload, unreadable);
            }
            if (cause instanceof NonFiniteFeaturesException) {
                throw new RequestException(422, upload.name() + ": the model's features of this image are not finite");
            }
            if (cause instanceof OutOfMemoryError) {
                throw RequestException.retryLater(503, upload.name() + ": not enough memory", RETRY_SECONDS);
            }
            throw new IllegalStateException("a batch failed", cause);
        }
    }
}
