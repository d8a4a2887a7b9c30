package dev.pixio.cli.pretrain;

import dev.pixio.eval.gain.Gain;
import dev.pixio.eval.gain.TrainingGain;
import dev.pixio.train.checkpoint.Checkpoint;
import dev.pixio.train.listener.RecordedEvent;
import dev.pixio.train.listener.StepMetrics;
import dev.pixio.train.listener.StepMetricsJson;
import dev.pixio.train.listener.TrainingEvent;
import dev.pixio.train.listener.TrainingEventJson;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.listener.TrainingRun;
import dev.pixio.train.run.RunFolder;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Prints a run as JSON, one object per line with the {@code type} start, step, event, saved, evaluation or end. */
final class JsonPrinter implements TrainingListener {

    private final PrintWriter out;

    private final Supplier<Optional<TrainingGain>> gain;
    private @Nullable RunFolder folder;

    /** @param gain the evaluation of the encoder, asked for at the end */
    JsonPrinter(PrintWriter out, Supplier<Optional<TrainingGain>> gain) {
        this.out = out;
        this.gain = gain;
    }

    @Override
    public void onStart(TrainingRun run) {
        folder = run.folder();
        print(line("start")
                .put("run", run.folder().path().toString())
                .put("firstStep", run.firstStep())
                .put("totalSteps", run.totalSteps())
                .put("stepsPerEpoch", run.stepsPerEpoch())
                .put("device", run.device().str().getString())
                .put("precision", run.precision().toString())
                .put("microBatch", run.microBatch())
                .putPOJO("leftOut", run.images().leftOut().counts()));
    }

    @Override
    public void onStep(StepMetrics metrics) {
        print(line("step").setAll(StepMetricsJson.encode(metrics)));
    }

    @Override
    public void onEvent(TrainingEvent event) {
        print(line("event").setAll(TrainingEventJson.encode(RecordedEvent.of(event))));
    }

    @Override
    public void onSaved(Checkpoint checkpoint) {
        print(line("saved")
                .put("step", checkpoint.step())
                .put("checkpoint", checkpoint.folder().toString()));
    }

    @Override
    public void onEnd(TrainingResult result) {
        gain.get().ifPresent(evaluated -> print(evaluated, result.steps()));
        print(line("end")
                .put("ending", result.ending().name().toLowerCase(Locale.ROOT))
                .put("steps", result.steps())
                .put("firstLoss", result.firstLoss())
                .put("lastLoss", result.lastLoss())
                .put("seconds", result.seconds())
                .put("images", result.images())
                .put("skipped", result.skipped())
                .put("checkpoint", result.checkpoint().folder().toString()));
    }

    private void print(TrainingGain evaluated, long step) {
        ObjectNode line = line("evaluation")
                .put("trainScenes", evaluated.trainScenes())
                .put("testScenes", evaluated.testScenes())
                .put("seconds", evaluated.seconds());
        for (Gain measure : evaluated.gains()) {
            line.putObject(measure.id())
                    .put("trained", measure.trained())
                    .put("untrained", measure.untrained())
                    .put("gain", measure.difference());
        }
        if (folder != null) {
            line.put("predictions", folder.predictions().at(step).toString());
        }
        print(line);
    }

    private static ObjectNode line(String type) {
        return JsonMapper.shared().createObjectNode().put("type", type);
    }

    private void print(ObjectNode line) {
        out.println(line);
        out.flush();
    }
}
