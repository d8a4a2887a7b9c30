package dev.pixio.serve;

import dev.pixio.embed.ImageEncoder;
import dev.pixio.http.HttpReply;
import dev.pixio.serve.batch.BatchSettings;
import dev.pixio.serve.metric.ServiceMetrics;
import dev.pixio.serve.model.ServedEncoder;
import dev.pixio.serve.model.ServedTask;
import dev.pixio.serve.request.Endpoint;
import dev.pixio.serve.request.Endpoint.Access;
import dev.pixio.serve.request.JsonReply;
import dev.pixio.serve.request.Request;
import dev.pixio.serve.request.RequestException;
import dev.pixio.serve.request.RequestLimits;
import dev.pixio.serve.request.Upload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The endpoints of an {@link InferenceServer}. */
final class InferenceEndpoints {

    private final ServedEncoder features;
    private final Optional<ServedTask> task;
    private final RequestLimits limits;
    private final BatchSettings batches;
    private final ServiceMetrics metrics;
    private final List<Endpoint> all;
    private volatile boolean stopping;

    InferenceEndpoints(
            ServedEncoder features,
            Optional<ServedTask> task,
            RequestLimits limits,
            BatchSettings batches,
            ServiceMetrics metrics) {
        this.features = features;
        this.task = task;
        this.limits = limits;
        this.batches = batches;
        this.metrics = metrics;
        List<Endpoint> endpoints = new ArrayList<>(List.of(
                new Endpoint("POST", "/v1/embed", Access.TOKEN, this::embed),
                new Endpoint("GET", "/v1/model", Access.TOKEN, request -> JsonReply.of(model())),
                new Endpoint("GET", "/health", Access.PUBLIC, request -> JsonReply.of(status("ok"))),
                new Endpoint("GET", "/ready", Access.PUBLIC, request -> ready()),
                new Endpoint(
                        "GET", "/metrics", Access.TOKEN, request -> HttpReply.of(ServiceMetrics.TYPE, metrics.text())),
                new Endpoint("GET", "/openapi.json", Access.TOKEN, request -> openApi())));
        task.ifPresent(served -> endpoints.add(1, new Endpoint("POST", "/v1/predict", Access.TOKEN, served::predict)));
        this.all = List.copyOf(endpoints);
    }

    List<Endpoint> all() {
        return all;
    }

    /** From now on the server is not ready. */
    void stop() {
        stopping = true;
    }

    String metricsText() {
        return new String(metrics.text(), StandardCharsets.UTF_8);
    }

    private HttpReply embed(Request request) throws RequestException, IOException, InterruptedException {
        FeatureType type = FeatureType.accepted(request.header("Accept"));
        List<Upload> uploads = request.uploads();
        List<float[]> computed = features.embed(uploads);
        ImageEncoder encoder = features.encoder();
        return type.reply(encoder.origin().fingerprint(), encoder.shape(), uploads, computed);
    }

    private static ObjectNode status(String status) {
        return JsonReply.object().put("status", status);
    }

    private HttpReply ready() throws RequestException {
        if (stopping) {
            throw new RequestException(503, "the server is stopping");
        }
        if (!features.isRunning() || !task.map(ServedTask::isRunning).orElse(true)) {
            throw new RequestException(503, "a model has stopped computing; start the server again");
        }
        return JsonReply.of(status("ready"));
    }

    private HttpReply openApi() {
        return JsonReply.of(OpenApi.document(all, limits));
    }

    /** What is served and what is accepted. */
    private ObjectNode model() {
        ImageEncoder encoder = features.encoder();
        ObjectNode model = JsonReply.object()
                .put("weights", encoder.origin().fingerprint())
                .put("pooling", encoder.choice().pooling().toString())
                .put("block", encoder.choice().block())
                .put("height", encoder.framing().height())
                .put("width", encoder.framing().width());
        ArrayNode shape = model.putArray("shape");
        for (long length : encoder.shape()) {
            shape.add(length);
        }
        task.ifPresent(served -> served.describe(model.putObject("prediction")));
        model.putObject("limits")
                .put("bodyBytes", limits.bodyBytes())
                .put("images", limits.images())
                .put("pixels", limits.pixels())
                .put("seconds", limits.time().toMillis() / 1e3)
                .put("batch", batches.size())
                .put("queue", batches.queue());
        return model;
    }
}
