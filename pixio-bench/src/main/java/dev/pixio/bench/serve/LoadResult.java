package dev.pixio.bench.serve;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a load measured.
 *
 * @param clients that sent requests at the same time
 * @param seconds of the measurement
 * @param nanos latencies of the answered requests
 * @param statuses number of responses by status; -1 for none
 * @param batch mean number of images in a forward pass
 */
@SuppressWarnings("ArrayRecordComponent") // sorted once
record LoadResult(int clients, double seconds, long[] nanos, Map<Integer, Long> statuses, double batch) {

    LoadResult {
        nanos = nanos.clone();
        Arrays.sort(nanos);
        statuses = new TreeMap<>(statuses);
    }

    /** Answered requests per second. */
    double rate() {
        return nanos.length / seconds;
    }

    /** A quantile of the latencies in milliseconds. */
    double milliseconds(double quantile) {
        return nanos.length == 0 ? 0 : nanos[(int) Math.min(nanos.length - 1, quantile * nanos.length)] / 1e6;
    }

    String line() {
        return String.format(
                Locale.ROOT,
                "%d clients: %.0f requests/s, p50 %.1f ms, p99 %.1f ms, %.1f images in a batch, statuses %s",
                clients,
                rate(),
                milliseconds(0.5),
                milliseconds(0.99),
                batch,
                statuses);
    }
}
