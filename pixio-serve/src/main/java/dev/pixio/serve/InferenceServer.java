package dev.pixio.serve;

import dev.pixio.downstream.model.TaskModelFile;
import dev.pixio.embed.ImageEncoder;
import dev.pixio.serve.batch.BatchSettings;
import dev.pixio.serve.metric.ServiceMetrics;
import dev.pixio.serve.model.ImageChecks;
import dev.pixio.serve.model.QueueSettings;
import dev.pixio.serve.model.ServedEncoder;
import dev.pixio.serve.model.ServedTask;
import dev.pixio.serve.request.Endpoint;
import dev.pixio.serve.request.RequestLimits;
import dev.pixio.serve.request.ServerAccess;
import dev.pixio.serve.request.WebServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Serves an encoder, and its head if it has one, by HTTP:
 *
 * <pre>{@code
 * try (InferenceServer server = InferenceServer.start(
 *         ServedWeights.of(Path.of("runs/mine")),
 *         ServerAccess.loopback(8080),
 *         RequestLimits.defaults(),
 *         BatchSettings.defaults())) {
 *   System.out.println("POST images to " + server.url() + "v1/embed");
 *   Thread.currentThread().join();
 * }
 * }</pre>
 *
 * <p>Images of concurrent requests are computed in one batch. Features of an image that is alone in its batch equal {@link
 * ImageEncoder#embed(Path)}; those of several may differ in their last bits.
 */
public final class InferenceServer implements AutoCloseable {

    private final ImageEncoder encoder;
    private final ServedEncoder features;
    private final Optional<ServedTask> task;
    private final InferenceEndpoints endpoints;
    private final WebServer web;

    private InferenceServer(
            ImageEncoder encoder,
            ServedEncoder features,
            Optional<ServedTask> task,
            InferenceEndpoints endpoints,
            WebServer web) {
        this.encoder = encoder;
        this.features = features;
        this.task = task;
        this.endpoints = endpoints;
        this.web = web;
    }

    /**
     * Loads the weights and starts the server.
     *
     * @throws dev.pixio.weights.tensor.WeightsException if there are no such weights or they cannot be used
     * @throws IllegalArgumentException if the settings do not fit the model or the machine
     * @throws IOException if the server cannot listen there
     */
    public static InferenceServer start(
            ServedWeights weights, ServerAccess access, RequestLimits limits, BatchSettings batches)
            throws IOException {
        if (batches.queue() < limits.images()) {
            throw new IllegalArgumentException("the queue must hold the images of a request, " + limits.images()
                    + " (--max-images): not " + batches.queue() + " (--queue)");
        }
        Path file = TaskModelFile.locate(weights.path());
        boolean hasHead = TaskModelFile.hasHead(file);
        ServiceMetrics metrics = new ServiceMetrics();
        ImageChecks images = new ImageChecks(limits.pixels(), limits.bodyBytes(), limits.time());
        QueueSettings queue = new QueueSettings(batches, limits.time(), metrics);
        ImageEncoder encoder = ImageEncoder.load(file, weights.features());
        ServedEncoder features = new ServedEncoder(encoder, images, queue);
        Optional<ServedTask> task = Optional.empty();
        try {
            if (hasHead) {
                task = Optional.of(ServedTask.load(file, weights.predictions(), images, queue));
            }
            InferenceEndpoints endpoints = new InferenceEndpoints(features, task, limits, batches, metrics);
            WebServer web = WebServer.start(access, endpoints.all(), limits, metrics);
            metrics.watchRequests(web::active);
            return new InferenceServer(encoder, features, task, endpoints, web);
        } catch (IOException | RuntimeException e) {
            features.close();
            task.ifPresent(ServedTask::close);
            encoder.close();
            throw e;
        }
    }

    /** The address of the server, with a slash at its end. */
    public URI url() {
        return web.url();
    }

    /** The encoder that is served. */
    public ImageEncoder encoder() {
        return encoder;
    }

    /** The endpoints. */
    public List<Endpoint> endpoints() {
        return endpoints.all();
    }

    /** The metrics, in the text format of Prometheus. */
    String metrics() {
        return endpoints.metricsText();
    }

    /**
     * Answers the requests that have come, refuses further ones, and frees the models. It takes at most the time of a request.
     * Closing again has no effect.
     */
    @Override
    public void close() {
        endpoints.stop();
        features.hurry();
        task.ifPresent(ServedTask::hurry);
        web.close();
        features.close();
        task.ifPresent(ServedTask::close);
        encoder.close();
    }
}
