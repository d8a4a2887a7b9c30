package dev.pixio.bench.study.report;

import dev.pixio.bench.study.plan.Study;
import dev.pixio.bench.study.plan.StudyFactor;
import dev.pixio.bench.study.plan.StudyPoint;
import dev.pixio.bench.study.result.BaselineResult;
import dev.pixio.bench.study.result.EncoderShape;
import dev.pixio.bench.study.result.EvaluationResult;
import dev.pixio.bench.study.result.RunEnvironment;
import dev.pixio.bench.study.result.RunResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The results of a study in Markdown: one table per factor, and one of the points without a factor. */
public final class StudyTable {

    private final Study study;
    private final List<RunResult> results;
    private final Baselines baselines;
    private final List<ShownMetric> metrics;

    /**
     * A table.
     *
     * @param results of the points of the study, one per run
     * @param baselines of any shapes and seeds
     */
    public StudyTable(Study study, List<RunResult> results, List<BaselineResult> baselines) {
        this.study = study;
        this.results = List.copyOf(results);
        this.baselines = new Baselines(study, baselines);
        this.metrics = ShownMetric.of(study, results);
    }

    /** The content of a Markdown file. */
    public String markdown() {
        List<String> lines = new ArrayList<>();
        lines.add("# " + study.name());
        lines.add("");
        lines.add(results.size() + " of " + study.points().size() * study.seeds()
                + " runs are finished. Mean over seeds, with minimum and maximum; shares in percent. loss: mean of the last 100"
                + " steps; minutes: training alone.");
        for (StudyFactor factor : study.factors()) {
            Map<String, StudyPoint> rows = new LinkedHashMap<>();
            factor.values().forEach(value -> rows.put(value.label(), value.point()));
            add(lines, factor.axis(), rows);
        }
        if (!study.ungrouped().isEmpty()) {
            Map<String, StudyPoint> rows = new LinkedHashMap<>();
            study.ungrouped().forEach(point -> rows.put(point.name(), point));
            add(lines, study.factors().isEmpty() ? "points" : "other points", rows);
        }
        addNotes(lines);
        return String.join("\n", lines) + "\n";
    }

    private void add(List<String> lines, String title, Map<String, StudyPoint> rows) {
        lines.add("");
        lines.add("## " + title);
        lines.add("");
        List<String> header = new ArrayList<>(List.of(title, "seeds"));
        metrics.forEach(metric -> header.add(metric.label()));
        header.addAll(List.of("loss", "images/s", "minutes"));
        lines.add(row(header));
        lines.add("|---" + "|--:".repeat(header.size() - 1) + "|");
        Map<EncoderShape, List<String>> shapes = new LinkedHashMap<>();
        rows.forEach((label, point) -> {
            List<RunResult> runs = runs(point);
            lines.add(row(cells(label, runs)));
            runs.stream()
                    .map(RunResult::shape)
                    .distinct()
                    .forEach(shape -> shapes.computeIfAbsent(shape, key -> new ArrayList<>())
                            .add(label));
        });
        baselines.rows(shapes).forEach(baseline -> lines.add(row(cells(baseline))));
    }

    private List<RunResult> runs(StudyPoint point) {
        return results.stream()
                .filter(result -> result.point().equals(point.name()))
                .toList();
    }

    private List<String> cells(String label, List<RunResult> runs) {
        List<String> cells = new ArrayList<>(List.of(label, String.valueOf(runs.size())));
        for (ShownMetric metric : metrics) {
            cells.add(cell(
                    metric,
                    runs.stream().flatMap(run -> metric.of(run).stream()).toList()));
        }
        cells.add(mean(runs, "%.4f", run -> run.training().finalLoss()));
        cells.add(mean(runs, "%.0f", run -> run.training().imagesPerSecond()));
        cells.add(mean(runs, "%.1f", run -> run.training().seconds() / 60));
        return cells;
    }

    private List<String> cells(Baselines.Row baseline) {
        List<String> cells = new ArrayList<>(List.of(baseline.label(), String.valueOf(baseline.seeds())));
        metrics.forEach(metric -> cells.add(cell(metric, baseline.values(metric))));
        cells.addAll(List.of("", "", ""));
        return cells;
    }

    /** The mean, with the range of more than one figure. */
    private static String cell(ShownMetric metric, List<Double> values) {
        if (values.isEmpty()) {
            return "";
        }
        Statistics statistics = Statistics.of(values);
        String mean = metric.text(statistics.mean());
        return statistics.count() == 1
                ? mean
                : mean + " (" + metric.text(statistics.min()) + " to " + metric.text(statistics.max()) + ")";
    }

    private static String mean(List<RunResult> runs, String format, ToDoubleFunction<RunResult> figure) {
        return runs.isEmpty()
                ? ""
                : String.format(
                        Locale.ROOT,
                        format,
                        runs.stream().mapToDouble(figure).average().orElseThrow());
    }

    private static String row(List<String> cells) {
        return cells.stream().map(cell -> cell.replace("|", "\\|")).collect(Collectors.joining(" | ", "| ", " |"));
    }

    private void addNotes(List<String> lines) {
        lines.add("");
        lines.add("Options of all points: `" + study.common() + "`");
        for (StudyPoint point : study.points()) {
            String differing = point.options().differing(study.common()).toString();
            lines.add("- `" + point.name() + "`: " + (differing.isEmpty() ? "these" : "`" + differing + "`"));
        }
        lines.add("");
        descriptions().forEach((name, texts) -> texts.forEach(text -> lines.add("- " + name + ": " + text)));
        Set<String> machines = new LinkedHashSet<>();
        results.forEach(result -> machines.add(machine(result.environment())));
        machines.forEach(machine -> lines.add("- " + machine));
    }

    /** The descriptions of the evaluations in the results. */
    private Map<String, Set<String>> descriptions() {
        Map<String, Set<String>> descriptions = new LinkedHashMap<>();
        study.evaluations().forEach(evaluation -> {
            Set<String> texts = new LinkedHashSet<>();
            results.stream()
                    .flatMap(result -> result.evaluation(evaluation.name()).stream())
                    .map(EvaluationResult::description)
                    .forEach(texts::add);
            descriptions.put(evaluation.name(), texts);
        });
        return descriptions;
    }

    private static String machine(RunEnvironment environment) {
        return environment.processor() + " (" + environment.processors() + " cores, threads " + environment.threads()
                + ", " + environment.device() + ", " + environment.precision() + "); " + environment.versions()
                + "; commit " + environment.commit();
    }
}
