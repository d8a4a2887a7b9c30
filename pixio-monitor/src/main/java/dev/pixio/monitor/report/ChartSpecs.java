package dev.pixio.monitor.report;

import dev.pixio.monitor.history.RecordedProbe;
import dev.pixio.monitor.history.RecordedValidation;
import dev.pixio.monitor.history.StepMeasure;
import dev.pixio.monitor.report.html.ShortenedText;
import dev.pixio.monitor.report.summary.ReportedRun;
import dev.pixio.monitor.report.summary.ThinnedCurve;
import dev.pixio.train.listener.RecordedEvent;
import dev.pixio.train.listener.TrainingEvent.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The charts of a report, as JSON for {@code Pixio.chart}. Charts without values are omitted. */
final class ChartSpecs {

    /** Maximum number of events marked on a chart. */
    private static final int MAX_MARKS = 60;

    /** If the maximum norm exceeds the median by this factor, the axis is logarithmic. */
    private static final double OUTLIER_RATIO = 15;

    private final List<ReportedRun> runs;
    private final List<ObjectNode> specs = new ArrayList<>();

    private ChartSpecs(List<ReportedRun> runs) {
        this.runs = runs;
    }

    static List<ObjectNode> of(List<ReportedRun> runs) {
        ChartSpecs charts = new ChartSpecs(runs);
        charts.add(StepMeasure.LOSS, "Loss", "", true);
        charts.validations();
        charts.probes();
        charts.denseProbes();
        charts.add(StepMeasure.LEARNING_RATE, "Learning rate", "", false);
        charts.add(StepMeasure.GRADIENT_NORM, "Gradient norm", "", true);
        charts.add(StepMeasure.IMAGES_PER_SECOND, "Throughput", "images per second", true);
        charts.add(StepMeasure.WAIT_SHARE, "Waiting for images", "share", true);
        charts.add(StepMeasure.SYNC_SHARE, "Waiting for other processes", "share", true);
        charts.add(StepMeasure.MEMORY, "Process memory", "bytes", false);
        return charts.specs;
    }

    private void add(StepMeasure measure, String title, String unit, boolean smooth) {
        ObjectNode spec = spec(title, unit);
        spec.put("zero", measure != StepMeasure.LOSS && measure != StepMeasure.GRADIENT_NORM);
        spec.put("log", measure == StepMeasure.GRADIENT_NORM && runs.stream().anyMatch(ChartSpecs::hasOutliers));
        ArrayNode series = spec.putArray("series");
        for (ReportedRun run : runs) {
            ThinnedCurve curve = run.curve(measure);
            if (!curve.raw().isEmpty()) {
                ObjectNode one = curve.raw().json();
                one.put("name", run.name());
                if (smooth) {
                    one.set("line", curve.line().json());
                }
                series.add(one);
            }
        }
        if (measure == StepMeasure.LOSS || measure == StepMeasure.GRADIENT_NORM) {
            spec.set("marks", marks());
        }
        if (!series.isEmpty()) {
            specs.add(spec);
        }
    }

    private static boolean hasOutliers(ReportedRun run) {
        return run.summary().norms().max()
                > OUTLIER_RATIO * run.summary().norms().median();
    }

    /** The measure of the validations that decides which model is best. */
    private void validations() {
        List<ReportedRun> validated =
                runs.stream().filter(run -> !run.validations().isEmpty()).toList();
        if (validated.isEmpty()) {
            return;
        }
        List<String> names = validated.stream()
                .map(run -> run.validations().get(0).name())
                .distinct()
                .toList();
        ObjectNode spec = spec(names.size() == 1 ? "Validation: " + names.get(0) : "Validation", "share");
        spec.put("zero", true);
        ArrayNode series = spec.putArray("series");
        ArrayNode marks = spec.putArray("marks");
        for (ReportedRun run : validated) {
            ObjectNode one = series.addObject();
            one.put(
                    "name",
                    runs.size() > 1 ? run.name() : run.validations().get(0).name());
            ArrayNode x = one.putArray("x");
            ArrayNode y = one.putArray("y");
            for (RecordedValidation validation : run.validations()) {
                x.add(validation.step());
                y.add(validation.score());
            }
            RecordedValidation.best(run.validations())
                    .ifPresent(best -> marks.addObject()
                            .put("x", best.step())
                            .put("text", (runs.size() > 1 ? run.name() + ", " : "") + "best model"));
        }
        specs.add(spec);
    }

    /** Probes of segmentation and depth, of runs that have them. */
    private void denseProbes() {
        ObjectNode spec = spec("Segmentation and depth", "share");
        spec.put("zero", true);
        ArrayNode series = spec.putArray("series");
        for (ReportedRun run : runs) {
            String prefix = runs.size() > 1 ? run.name() + ", " : "";
            addProbed(series, prefix + "mIoU", run.probes(), RecordedProbe::meanIou);
            addProbed(series, prefix + "d1", run.probes(), RecordedProbe::depth);
        }
        if (!series.isEmpty()) {
            specs.add(spec);
        }
    }

    private static void addProbed(
            ArrayNode series, String name, List<RecordedProbe> probes, ToDoubleFunction<RecordedProbe> share) {
        if (probes.stream().mapToDouble(share).anyMatch(Double::isFinite)) {
            series.add(probe(name, probes, share));
        }
    }

    private void probes() {
        if (runs.stream().allMatch(run -> run.probes().isEmpty())) {
            return;
        }
        ObjectNode spec = spec("k-NN accuracy", "share");
        spec.put("zero", true);
        ArrayNode series = spec.putArray("series");
        for (ReportedRun run : runs) {
            if (runs.size() > 1) {
                series.add(probe(run.name(), run.probes(), RecordedProbe::top1));
            } else {
                series.add(probe("top-1", run.probes(), RecordedProbe::top1));
                series.add(probe("top-5", run.probes(), RecordedProbe::top5));
            }
        }
        specs.add(spec);
    }

    private static ObjectNode probe(String name, List<RecordedProbe> probes, ToDoubleFunction<RecordedProbe> share) {
        ObjectNode series = JsonMapper.shared().createObjectNode();
        series.put("name", name);
        ArrayNode x = series.putArray("x");
        ArrayNode y = series.putArray("y");
        for (RecordedProbe probe : probes) {
            x.add(probe.step());
            if (Double.isFinite(share.applyAsDouble(probe))) {
                y.add(share.applyAsDouble(probe));
            } else {
                y.addNull();
            }
        }
        return series;
    }

    private ArrayNode marks() {
        ArrayNode marks = JsonMapper.shared().createArrayNode();
        for (ReportedRun run : runs) {
            for (RecordedEvent event : run.events().others()) {
                // Stops are in the list of events; on a chart they would cover the events that affect its values.
                if (marks.size() < MAX_MARKS && !event.is(Kind.STOPPED)) {
                    String prefix = runs.size() > 1 ? run.name() + ", " : "";
                    marks.addObject()
                            .put("x", event.step())
                            .put("text", prefix + event.kind() + ": " + ShortenedText.of(event.message(), 120));
                }
            }
        }
        return marks;
    }

    private static ObjectNode spec(String title, String unit) {
        return JsonMapper.shared().createObjectNode().put("title", title).put("unit", unit);
    }
}
