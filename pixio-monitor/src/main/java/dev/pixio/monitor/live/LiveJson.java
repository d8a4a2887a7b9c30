package dev.pixio.monitor.live;

import dev.pixio.monitor.history.StepMeasure;
import dev.pixio.train.listener.RecordedEvent;
import dev.pixio.train.listener.StepMetrics;
import dev.pixio.train.listener.StepMetricsJson;
import dev.pixio.train.listener.TrainingEventJson;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.listener.TrainingRun;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** How a run is told to a page, as JSON. A number that is not finite, for which JSON has no word, is null. */
final class LiveJson {

    /** Names of images with an event; a batch may have thousands. */
    private static final int NAMES = 100;

    private LiveJson() {}

    static ObjectNode run(TrainingRun run) {
        Path folder = run.folder().path().toAbsolutePath().normalize();
        return object().put(
                        "name",
                        Objects.requireNonNullElse(folder.getFileName(), folder).toString())
                .put("folder", folder.toString())
                .put("recipe", run.plan().recipe())
                .put("images", run.images().description())
                .put("count", run.images().size())
                .put("device", run.device().str().getString())
                .put("batchSize", run.plan().batchSize())
                .put("firstStep", run.firstStep())
                .put("stepsPerEpoch", run.stepsPerEpoch())
                .put("totalSteps", run.totalSteps());
    }

    static ObjectNode step(StepMetrics metrics) {
        ObjectNode told = StepMetricsJson.encode(metrics);
        for (StepMeasure measure : StepMeasure.values()) {
            put(told, name(measure), measure.of(metrics));
        }
        return told;
    }

    /** Its name among the figures of a step, as in {@code metrics.jsonl} where it is there. */
    static String name(StepMeasure measure) {
        return switch (measure) {
            case LOSS -> "loss";
            case LEARNING_RATE -> "learningRate";
            case GRADIENT_NORM -> "gradientNorm";
            case IMAGES_PER_SECOND -> "imagesPerSecond";
            case WAIT_SHARE -> "waitShare";
            case MEMORY -> "memory";
        };
    }

    static ObjectNode event(long number, RecordedEvent event) {
        RecordedEvent shortened = new RecordedEvent(
                event.time(),
                event.step(),
                event.kind(),
                event.message(),
                event.images().stream().limit(NAMES).toList());
        return TrainingEventJson.encode(shortened)
                .put("number", number)
                .put("imageCount", event.images().size());
    }

    static ObjectNode end(TrainingResult result) {
        ObjectNode told = object().put("how", result.ending().name().toLowerCase(Locale.ROOT))
                .put("steps", result.steps())
                .put("seconds", result.seconds())
                .put("images", result.images())
                .put("skipped", result.skipped())
                .put("saved", result.checkpoint().step())
                .put("model", result.checkpoint().model().toString());
        put(told, "firstLoss", result.firstLoss());
        put(told, "lastLoss", result.lastLoss());
        return told;
    }

    static ObjectNode failure() {
        return object().put("how", "failed");
    }

    static ArrayNode numbers(Collection<Long> numbers) {
        ArrayNode told = JsonMapper.shared().createArrayNode();
        numbers.forEach(told::add);
        return told;
    }

    static void put(ObjectNode told, String name, double value) {
        if (Double.isFinite(value)) {
            told.put(name, value);
        } else {
            told.putNull(name);
        }
    }

    static ObjectNode object() {
        return JsonMapper.shared().createObjectNode();
    }
}
