package dev.pixio.bench.study.report;

import dev.pixio.bench.study.plan.Study;
import dev.pixio.bench.study.plan.StudyFactor;
import dev.pixio.bench.study.plan.StudyPoint;
import dev.pixio.bench.study.result.BaselineResult;
import dev.pixio.bench.study.result.RunResult;
import dev.pixio.eval.plot.SvgDrawing;
import dev.pixio.eval.plot.SvgDrawing.Anchor;
import dev.pixio.eval.plot.SvgDrawing.At;
import dev.pixio.eval.plot.SvgDrawing.Stroke;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The plot of a factor: a panel per shown metric, and one of the loss. */
public final class FactorPlot {

    private static final int PANELS_PER_ROW = 3;
    private static final double LEGEND = 34;

    /** The accuracy of guessing says nothing that an axis does not. */
    private static final String GUESSING = "guessing";

    private final StudyFactor factor;
    private final List<RunResult> results;
    private final Baselines baselines;
    private final List<ShownMetric> metrics;

    /**
     * A plot.
     *
     * @param results of the points of the study, one per run
     * @param baselines of any shapes and seeds
     */
    public FactorPlot(Study study, StudyFactor factor, List<RunResult> results, List<BaselineResult> baselines) {
        this.factor = factor;
        this.results = results.stream()
                .filter(result ->
                        factor.points().stream().anyMatch(point -> point.name().equals(result.point())))
                .toList();
        this.baselines = new Baselines(study, baselines);
        this.metrics = ShownMetric.of(study, this.results).stream()
                .filter(metric -> this.results.stream()
                        .anyMatch(result -> metric.of(result).isPresent()))
                .toList();
    }

    /** The content of an SVG file; empty if no run of the factor is finished. */
    public Optional<String> svg() {
        if (results.isEmpty()) {
            return Optional.empty();
        }
        List<PlotPanel> panels = Stream.concat(metrics.stream().map(this::panel), Stream.of(lossPanel()))
                .toList();
        int columns = Math.min(PANELS_PER_ROW, panels.size());
        int rows = (panels.size() + columns - 1) / columns;
        double width = columns * PlotPanel.WIDTH;
        SvgDrawing svg = new SvgDrawing(width, LEGEND + rows * PlotPanel.HEIGHT);
        legend(svg, width, panels.get(0));
        for (int i = 0; i < panels.size(); i++) {
            panels.get(i)
                    .draw(
                            svg,
                            new At(
                                    i % columns * PlotPanel.WIDTH,
                                    LEGEND + Math.floorDiv(i, columns) * PlotPanel.HEIGHT));
        }
        return Optional.of(svg.finish());
    }

    private PlotPanel panel(ShownMetric metric) {
        List<List<Double>> trained = new ArrayList<>();
        List<List<Double>> untrained = new ArrayList<>();
        for (StudyFactor.Value value : factor.values()) {
            List<RunResult> runs = runs(value.point());
            trained.add(runs.stream()
                    .flatMap(run -> metric.of(run).stream())
                    .map(metric::plotted)
                    .toList());
            untrained.add(
                    runs.isEmpty()
                            ? List.of()
                            : baselines.untrained(metric, runs.get(0).shape()).stream()
                                    .map(metric::plotted)
                                    .toList());
        }
        Map<String, Double> levels = new LinkedHashMap<>();
        baselines.withoutEncoder(metric, results.get(0).shape()).forEach((name, values) -> {
            if (!name.equals(GUESSING)) {
                levels.put(name, metric.plotted(Statistics.of(values).mean()));
            }
        });
        return new PlotPanel(
                metric.label() + (metric.isShare() ? ", %" : ""), factor.axis(), labels(), trained, untrained, levels);
    }

    private PlotPanel lossPanel() {
        List<List<Double>> losses = new ArrayList<>();
        for (StudyFactor.Value value : factor.values()) {
            losses.add(runs(value.point()).stream()
                    .map(run -> run.training().finalLoss())
                    .filter(Double::isFinite)
                    .toList());
        }
        return new PlotPanel("loss of the last 100 steps", factor.axis(), labels(), losses, List.of(), Map.of());
    }

    private List<String> labels() {
        return factor.values().stream().map(StudyFactor.Value::label).toList();
    }

    private List<RunResult> runs(StudyPoint point) {
        return results.stream()
                .filter(result -> result.point().equals(point.name()))
                .toList();
    }

    private void legend(SvgDrawing svg, double width, PlotPanel first) {
        double y = 18;
        entry(svg, new At(14, y), new Stroke(PlotPanel.TRAINED, 2, ""), "pre-trained");
        if (first.untrained().stream().anyMatch(values -> !values.isEmpty())) {
            entry(
                    svg,
                    new At(130, y),
                    new Stroke(PlotPanel.UNTRAINED, 1.5, PlotPanel.DASHES),
                    "untrained, the same shape");
        }
        svg.text(
                new At(width - 14, y + 4),
                Anchor.END,
                "#555",
                "dot: mean; ring: a seed; bar: minimum to maximum of " + seeds());
    }

    private String seeds() {
        List<Long> counts = factor.points().stream()
                .map(point -> (long) runs(point).size())
                .filter(count -> count > 0)
                .sorted()
                .distinct()
                .toList();
        long most = counts.get(counts.size() - 1);
        return (counts.size() == 1 ? "" : counts.get(0) + " to ") + most + (most == 1 ? " seed" : " seeds");
    }

    private static void entry(SvgDrawing svg, At at, Stroke stroke, String text) {
        svg.curve(List.of(at, new At(at.x() + 26, at.y())), stroke);
        svg.dot(new At(at.x() + 13, at.y()), 3.5, stroke.colour());
        svg.text(new At(at.x() + 34, at.y() + 4), Anchor.START, "#222", text);
    }
}
