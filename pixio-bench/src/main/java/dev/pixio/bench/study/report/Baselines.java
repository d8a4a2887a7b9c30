package dev.pixio.bench.study.report;

import dev.pixio.bench.study.plan.Study;
import dev.pixio.bench.study.result.BaselineResult;
import dev.pixio.bench.study.result.EncoderShape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The baselines of a study: of each shape an untrained encoder, of each size of images those without an encoder. */
final class Baselines {

    /** The names of the baselines that depend on the shape of the encoder begin so. */
    private static final String UNTRAINED = "untrained";

    private final List<BaselineResult> results;

    /** @param results also of evaluations, options and seeds that the study does not have, which are left out */
    Baselines(Study study, List<BaselineResult> results) {
        this.results = results.stream()
                .filter(result -> result.seed() <= study.seeds() && isOf(study, result))
                .toList();
    }

    private static boolean isOf(Study study, BaselineResult result) {
        return study.evaluations().stream()
                .anyMatch(evaluation -> evaluation.name().equals(result.evaluation())
                        && evaluation.options().equals(result.options()));
    }

    /**
     * A baseline with all its seeds.
     *
     * @param label with the points whose shape it has, if there are several shapes
     * @param name in the evaluations
     * @param results one per evaluation and seed
     */
    record Row(String label, String name, List<BaselineResult> results) {

        Row {
            results = List.copyOf(results);
        }

        long seeds() {
            return results.stream().map(BaselineResult::seed).distinct().count();
        }

        /** The values of a metric, one per seed. */
        List<Double> values(ShownMetric metric) {
            return results.stream()
                    .filter(result -> result.evaluation().equals(metric.evaluation()))
                    .flatMap(result -> Stream.ofNullable(result.rows().get(name)))
                    .flatMap(metrics -> metric.of(metrics).stream())
                    .toList();
        }
    }

    /**
     * The rows of some shapes.
     *
     * @param shapes with the labels of their points
     */
    List<Row> rows(Map<EncoderShape, List<String>> shapes) {
        List<Row> rows = new ArrayList<>();
        Set<String> names = names();
        for (String name :
                names.stream().filter(name -> name.startsWith(UNTRAINED)).toList()) {
            shapes.forEach((shape, labels) -> add(
                    rows,
                    shapes.size() == 1 ? name : name + ", as " + String.join(", ", labels),
                    name,
                    results.stream()
                            .filter(result -> result.shape().equals(shape))
                            .toList()));
        }
        Set<String> sizes = new LinkedHashSet<>();
        shapes.keySet().forEach(shape -> sizes.add(shape.images()));
        for (String name :
                names.stream().filter(name -> !name.startsWith(UNTRAINED)).toList()) {
            sizes.forEach(size -> add(rows, sizes.size() == 1 ? name : name + ", " + size, name, oneShape(size)));
        }
        return rows;
    }

    /** A metric of untrained encoders of a shape, one figure per seed. */
    List<Double> untrained(ShownMetric metric, EncoderShape shape) {
        return rows(Map.of(shape, List.of())).stream()
                .filter(row -> row.name().startsWith(UNTRAINED))
                .map(row -> row.values(metric))
                .filter(values -> !values.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    /** A metric of the baselines without an encoder, by their names, for the images of a shape. */
    Map<String, List<Double>> withoutEncoder(ShownMetric metric, EncoderShape shape) {
        Map<String, List<Double>> values = new LinkedHashMap<>();
        rows(Map.of(shape, List.of())).stream()
                .filter(row -> !row.name().startsWith(UNTRAINED))
                .filter(row -> !row.values(metric).isEmpty())
                .forEach(row -> values.put(row.name(), row.values(metric)));
        return values;
    }

    private Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        results.forEach(result -> names.addAll(result.rows().keySet()));
        return names;
    }

    /** Results of images of a size, one per evaluation and seed: those of another shape would be the same again. */
    private List<BaselineResult> oneShape(String images) {
        List<BaselineResult> chosen = new ArrayList<>();
        for (BaselineResult result : results) {
            if (result.shape().images().equals(images)
                    && chosen.stream()
                            .noneMatch(other ->
                                    other.evaluation().equals(result.evaluation()) && other.seed() == result.seed())) {
                chosen.add(result);
            }
        }
        return chosen;
    }

    private static void add(List<Row> rows, String label, String name, List<BaselineResult> results) {
        List<BaselineResult> having = results.stream()
                .filter(result -> result.rows().containsKey(name))
                .toList();
        if (!having.isEmpty()) {
            rows.add(new Row(label, name, having));
        }
    }
}
