package dev.pixio.serve.metric;

import dev.pixio.serve.request.RequestListener;
import dev.pixio.torch.NativeMemory;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;

/** Counters, gauges and histograms of one server. Thread-safe. */
public final class ServiceMetrics implements RequestListener {

    /** The type of {@link #text}. */
    public static final String TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private static final double[] SECONDS = {
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60
    };
    private static final double[] BATCH_SIZES = {1, 2, 4, 8, 16, 32, 64, 128};

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Counter requests;
    private final Histogram seconds;
    private final Histogram batches;
    private final Histogram batchSeconds;

    /** Metrics of a server that has just started. */
    public ServiceMetrics() {
        requests = Counter.builder()
                .name("pixio_requests_total")
                .help("Requests by endpoint and status; 499: the client disconnected, 408: it was too slow.")
                .labelNames("path", "status")
                .register(registry);
        seconds = Histogram.builder()
                .name("pixio_request_duration")
                .unit(Unit.SECONDS)
                .help("Time from the end of a request's head to the end of its response.")
                .labelNames("path")
                .classicOnly()
                .classicUpperBounds(SECONDS)
                .register(registry);
        batches = Histogram.builder()
                .name("pixio_batch_images")
                .help("Images in a forward pass.")
                .labelNames("model")
                .classicOnly()
                .classicUpperBounds(BATCH_SIZES)
                .register(registry);
        batchSeconds = Histogram.builder()
                .name("pixio_batch_duration")
                .unit(Unit.SECONDS)
                .help("Time of a forward pass.")
                .labelNames("model")
                .classicOnly()
                .classicUpperBounds(SECONDS)
                .register(registry);
        gauge(
                "pixio_resident_memory_bytes",
                "Resident memory of the process.",
                () -> NativeMemory.resident().orElse(0));
    }

    @Override
    public void onRequest(String path, int status, Duration time) {
        requests.labelValues(path, Integer.toString(status)).inc();
        seconds.labelValues(path).observe(time.toNanos() / 1e9);
    }

    /** Receives the sizes of a model's batches. */
    public IntConsumer batchSizes(String model) {
        return images -> batches.labelValues(model).observe(images);
    }

    /** A batch of a model was computed. */
    public void onComputed(String model, Duration time) {
        batchSeconds.labelValues(model).observe(time.toNanos() / 1e9);
    }

    /** Adds the number of images that wait for a model. */
    public void watchQueue(String model, IntSupplier waiting) {
        GaugeWithCallback.builder()
                .name("pixio_queue_" + model + "_images")
                .help("Images that wait for the model, without those of the batch that is computed.")
                .callback(callback -> callback.call(waiting.getAsInt()))
                .register(registry);
    }

    /** Adds the number of requests that are being answered. */
    public void watchRequests(IntSupplier active) {
        gauge("pixio_requests_active", "Requests that are being answered.", active::getAsInt);
    }

    /** A number that is read when the metrics are. */
    private interface Reading {
        double read();
    }

    private void gauge(String name, String help, Reading reading) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call(reading.read()))
                .register(registry);
    }

    /** All metrics in the text format of Prometheus. */
    public byte[] text() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(out, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
