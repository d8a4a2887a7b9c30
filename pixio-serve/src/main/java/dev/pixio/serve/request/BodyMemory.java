package dev.pixio.serve.request;

import java.util.concurrent.atomic.AtomicLong;

/** Bounds the memory of all bodies together: many clients may each send the largest body at once. */
final class BodyMemory {

    /** A body is in memory up to three times: received, divided into parts, in a batch. */
    private static final int SHARE_OF_HEAP = 6;

    private final long limit;
    private final AtomicLong used = new AtomicLong();

    /** @param largestBody fits in any case */
    BodyMemory(long largestBody) {
        this.limit = Math.max(largestBody, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
    }

    /** The memory of one request. */
    Share share() {
        return new Share();
    }

    /** Bytes of one request, released when it ends. Used by one thread. */
    final class Share implements AutoCloseable {

        private long taken;

        /** @throws RequestException if all requests together exceed the limit */
        void take(long bytes) throws RequestException {
            taken += bytes;
            if (used.addAndGet(bytes) > limit) {
                throw RequestException.retryLater(
                        503, "the bodies of all requests exceed the memory; send it again later", 1);
            }
        }

        @Override
        public void close() {
            used.addAndGet(-taken);
            taken = 0;
        }
    }
}
