package dev.pixio.bench.study;

import java.time.Duration;
import java.util.Optional;

/** Whether a study should end: at once, because of a signal, or after the run that it is at, because its time is up. */
final class StopRequest {

    private final long started = System.nanoTime();
    private final Optional<Duration> limit;
    private volatile boolean requested;

    /** @param limit after which no run is started; empty for none */
    StopRequest(Optional<Duration> limit) {
        this.limit = limit;
    }

    /** Requests to end at once. */
    void request() {
        requested = true;
    }

    boolean isRequested() {
        return requested;
    }

    boolean isTimeUp() {
        return limit.isPresent() && System.nanoTime() - started >= limit.get().toNanos();
    }
}
