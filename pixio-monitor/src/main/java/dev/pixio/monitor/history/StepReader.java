package dev.pixio.monitor.history;

import dev.pixio.train.StepMetrics;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads a line of metrics without making a tree of it, for there may be a million. */
final class StepReader implements JsonLines.Reader {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private final StepColumns columns;

    StepReader(StepColumns columns) {
        this.columns = columns;
    }

    @Override
    public void read(byte[] bytes, int length) {
        long step = -1;
        long epoch = 0;
        double loss = Double.NaN;
        double learningRate = Double.NaN;
        double gradientNorm = Double.NaN;
        int pictures = 0;
        double seconds = Double.NaN;
        double waitSeconds = Double.NaN;
        long skipped = 0;
        long memoryBytes = 0; // runs before it was measured have none
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
                    case "pictures" -> pictures = parser.getIntValue();
                    case "seconds" -> seconds = number(parser);
                    case "waitSeconds" -> waitSeconds = number(parser);
                    case "skipped" -> skipped = parser.getLongValue();
                    case "memoryBytes" -> memoryBytes = parser.getLongValue();
                    default -> parser.skipChildren();
                }
            }
            require(parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null && step >= 0);
        }
        columns.add(new StepMetrics(
                step, epoch, loss, learningRate, gradientNorm, pictures, seconds, waitSeconds, skipped, memoryBytes));
    }

    private static void require(boolean fits) {
        if (!fits) {
            throw new IllegalArgumentException("no metrics of a step");
        }
    }

    /** A number, also one that is not finite, for which JSON has words alone. */
    private static double number(JsonParser parser) {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> Double.parseDouble(parser.getString());
            case VALUE_NULL -> Double.NaN;
            default -> parser.getDoubleValue();
        };
    }
}
