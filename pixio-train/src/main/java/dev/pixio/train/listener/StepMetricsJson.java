package dev.pixio.train.listener;

import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The metrics of a step as a JSON object: a line of {@code metrics.jsonl}, of {@code --json}, and a message to the live
 * page. Earlier versions wrote {@code pictures} for {@code images}; both are read.
 */
public final class StepMetricsJson {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private StepMetricsJson() {}

    /** The JSON object of a step. Seconds and images per second are rounded to six decimals, that is, microseconds. */
    public static ObjectNode encode(StepMetrics metrics) {
        ObjectNode json = JSON.createObjectNode()
                .put("step", metrics.step())
                .put("epoch", metrics.epoch())
                .put("loss", metrics.loss())
                .put("learningRate", metrics.learningRate())
                .put("gradientNorm", metrics.gradientNorm())
                .put("images", metrics.images())
                .put("seconds", rounded(metrics.seconds()))
                .put("waitSeconds", rounded(metrics.waitSeconds()))
                .put("imagesPerSecond", rounded(metrics.imagesPerSecond()))
                .put("skipped", metrics.skipped())
                .put("memoryBytes", metrics.memoryBytes());
        metrics.group()
                .ifPresent(group -> json.put("processes", group.processes())
                        .put("syncSeconds", rounded(group.syncSeconds()))
                        .put("slowest", group.slowest())
                        .put("slowestSeconds", rounded(group.slowestSeconds())));
        return json;
    }

    private static double rounded(double value) {
        return Double.isFinite(value) ? Double.parseDouble(String.format(Locale.ROOT, "%.6f", value)) : value;
    }

    /**
     * Reads one JSON object. It builds no tree, since a file may have a million lines. A missing number is 0 if it is a
     * count and NaN otherwise; unknown properties are ignored.
     *
     * @param bytes UTF-8
     * @param length number of bytes of the object
     * @throws JacksonException if it is not JSON
     * @throws IllegalArgumentException if it is not an object with a {@code step}
     */
    public static StepMetrics decode(byte[] bytes, int length) {
        long step = -1;
        long epoch = 0;
        double loss = Double.NaN;
        double learningRate = Double.NaN;
        double gradientNorm = Double.NaN;
        int images = 0;
        double seconds = Double.NaN;
        double waitSeconds = Double.NaN;
        long skipped = 0;
        long memoryBytes = 0;
        int processes = 1;
        double syncSeconds = 0;
        int slowest = 0;
        double slowestSeconds = 0;
        try (JsonParser parser = JSON.createParser(bytes, 0, length)) {
            require(parser.nextToken() == JsonToken.START_OBJECT);
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                switch (name) {
                    case "step" -> step = parser.getLongValue();
                    case "epoch" -> epoch = parser.getLongValue();
                    case "loss" -> loss = number(parser);
                    case "learningRate" -> learningRate = number(parser);
                    case "gradientNorm" -> gradientNorm = number(parser);
                    case "images", "pictures" -> images = parser.getIntValue();
                    case "seconds" -> seconds = number(parser);
                    case "waitSeconds" -> waitSeconds = number(parser);
                    case "skipped" -> skipped = parser.getLongValue();
                    case "memoryBytes" -> memoryBytes = parser.getLongValue();
                    case "processes" -> processes = parser.getIntValue();
                    case "syncSeconds" -> syncSeconds = number(parser);
                    case "slowest" -> slowest = parser.getIntValue();
                    case "slowestSeconds" -> slowestSeconds = number(parser);
                    default -> parser.skipChildren();
                }
            }
            require(parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null && step >= 0);
        }
        Optional<StepMetrics.Group> group = processes == 1
                ? Optional.empty()
                : Optional.of(new StepMetrics.Group(processes, syncSeconds, slowest, slowestSeconds));
        return new StepMetrics(
                step,
                epoch,
                loss,
                learningRate,
                gradientNorm,
                images,
                seconds,
                waitSeconds,
                skipped,
                memoryBytes,
                group);
    }

    private static void require(boolean valid) {
        if (!valid) {
            throw new IllegalArgumentException("not the metrics of a step");
        }
    }

    /** A number; one that is not finite is a string, because JSON has no such numbers. */
    private static double number(JsonParser parser) {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> Double.parseDouble(parser.getString());
            case VALUE_NULL -> Double.NaN;
            default -> parser.getDoubleValue();
        };
    }
}
