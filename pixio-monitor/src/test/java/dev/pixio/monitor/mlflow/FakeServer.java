package dev.pixio.monitor.mlflow;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The part of MLflow's REST API that a run uses, with injectable errors. */
final class FakeServer implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    final List<Request> requests = new CopyOnWriteArrayList<>();

    /** Status code of an error response to a request, or 0 for a normal response. */
    volatile Function<Request, Integer> errorStatus = request -> 0;

    record Request(String method, String path, String authorization, String body) {
        boolean isFor(String end) {
            return path.endsWith(end);
        }
    }

    FakeServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::respond);
        server.setExecutor(threads);
        server.start();
    }

    MlflowAddress address() {
        return new MlflowAddress(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"), "pixio");
    }

    /** Steps of the loss, in order of acceptance. */
    List<Long> steps() {
        List<Long> steps = new ArrayList<>();
        for (Request request : accepted("/runs/log-batch")) {
            for (JsonNode metric : json(request).path("metrics")) {
                if (metric.path("key").asString().equals("train/loss")) {
                    steps.add(metric.path("step").asLong());
                }
            }
        }
        return steps;
    }

    List<Request> accepted(String end) {
        return requests.stream()
                .filter(request -> request.isFor(end) && errorStatus.apply(request) == 0)
                .toList();
    }

    static JsonNode json(Request request) {
        return JsonMapper.shared().readTree(request.body());
    }

    private void respond(HttpExchange exchange) throws IOException {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        Request request = new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                authorization == null ? "" : authorization,
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        int status = errorStatus.apply(request);
        if (status == 0) {
            requests.add(request);
        }
        byte[] body = (status == 0 ? response(request) : "{\"error_code\":\"X\",\"message\":\"no\"}")
                .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status == 0 ? 200 : status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static String response(Request request) {
        if (request.isFor("/experiments/get-by-name")) {
            return "{\"experiment\":{\"experiment_id\":\"7\",\"name\":\"pixio\"}}";
        }
        if (request.isFor("/runs/create") || request.isFor("/runs/get")) {
            return "{\"run\":{\"info\":{\"run_id\":\"r1\",\"lifecycle_stage\":\"active\",\"artifact_uri\":"
                    + "\"mlflow-artifacts:/7/r1/artifacts\"},\"data\":{\"params\":["
                    + "{\"key\":\"recipe\",\"value\":\"quick\"},{\"key\":\"batchSize\",\"value\":\"64\"}]}}}";
        }
        return "{}";
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
