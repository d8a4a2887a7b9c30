package dev.pixio.monitor.live;

import dev.pixio.monitor.history.RecordedProbe;
import dev.pixio.monitor.history.RecordedValidation;
import dev.pixio.monitor.history.StepMeasure;
import dev.pixio.train.listener.RecordedEvent;
import dev.pixio.train.listener.StepMetrics;
import dev.pixio.train.listener.StepMetricsJson;
import dev.pixio.train.listener.TrainingEventJson;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.listener.TrainingRun;
import dev.pixio.train.plan.TrainingPlan;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON of the live page. Numbers that are not finite are null, because JSON cannot represent them. */
final class LiveJson {

    /** Maximum number of image names per event; a batch may have thousands. */
    private static final int MAX_NAMES = 100;

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
                .put("reconstructs", run.plan() instanceof TrainingPlan)
                .put("batchSize", run.plan().batchSize())
                .put("firstStep", run.firstStep())
                .put("stepsPerEpoch", run.stepsPerEpoch())
                .put("totalSteps", run.totalSteps());
    }

    static ObjectNode step(StepMetrics metrics) {
        ObjectNode json = StepMetricsJson.encode(metrics);
        for (StepMeasure measure : StepMeasure.values()) {
            put(json, name(measure), measure.of(metrics));
        }
        return json;
    }

    /** The JSON key of a measure, the same as in {@code metrics.jsonl} where that has it. */
    static String name(StepMeasure measure) {
        return switch (measure) {
            case LOSS -> "loss";
            case LEARNING_RATE -> "learningRate";
            case GRADIENT_NORM -> "gradientNorm";
            case IMAGES_PER_SECOND -> "imagesPerSecond";
            case WAIT_SHARE -> "waitShare";
            case SYNC_SHARE -> "syncShare";
            case MEMORY -> "memory";
        };
    }

    static ObjectNode event(long number, RecordedEvent event) {
        RecordedEvent shortened = new RecordedEvent(
                event.time(),
                event.step(),
                event.kind(),
                event.message(),
                event.images().stream().limit(MAX_NAMES).toList());
        return TrainingEventJson.encode(shortened)
                .put("number", number)
                .put("imageCount", event.images().size());
    }

    static ObjectNode end(TrainingResult result) {
        ObjectNode json = object().put("how", result.ending().name().toLowerCase(Locale.ROOT))
                .put("steps", result.steps())
                .put("seconds", result.seconds())
                .put("images", result.images())
                .put("skipped", result.skipped())
                .put("saved", result.checkpoint().step())
                .put("model", result.checkpoint().model().toString());
        put(json, "firstLoss", result.firstLoss());
        put(json, "lastLoss", result.lastLoss());
        return json;
    }

    static ObjectNode failure() {
        return object().put("how", "failed");
    }

    static ArrayNode probes(List<RecordedProbe> probes) {
        ArrayNode json = JsonMapper.shared().createArrayNode();
        for (RecordedProbe probe : probes) {
            ObjectNode one = json.addObject().put("step", probe.step());
            put(one, "knn", probe.top1());
            put(one, "miou", probe.meanIou());
            put(one, "d1", probe.depth());
        }
        return json;
    }

    static ArrayNode numbers(Collection<Long> numbers) {
        ArrayNode json = JsonMapper.shared().createArrayNode();
        numbers.forEach(json::add);
        return json;
    }

    static ArrayNode validations(List<RecordedValidation> validations) {
        ArrayNode json = JsonMapper.shared().createArrayNode();
        for (RecordedValidation validation : validations) {
            ObjectNode one = json.addObject().put("step", validation.step()).put("name", validation.name());
            put(one, "score", validation.score());
        }
        return json;
    }

    static void put(ObjectNode json, String name, double value) {
        if (Double.isFinite(value)) {
            json.put(name, value);
        } else {
            json.putNull(name);
        }
    }

    static ObjectNode object() {
        return JsonMapper.shared().createObjectNode();
    }
}
