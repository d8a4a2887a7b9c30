package dev.pixio.downstream.evaluate;

import dev.pixio.eval.report.EvaluationReport;
import dev.pixio.eval.report.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The results of heads as a table, and the intersections over unions of classes as another. */
public final class HeadTable {

    /** Measures by their names in files, with their names in the table; those that are shares are in percent. */
    private static final Map<String, String> COLUMNS = columns();

    private static final List<String> SHARES = List.of("miou", "accuracy", "d1", "d2", "d3");

    private HeadTable() {}

    private static Map<String, String> columns() {
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put("miou", "mIoU");
        columns.put("accuracy", "accuracy");
        columns.put("d1", "d1");
        columns.put("d2", "d2");
        columns.put("d3", "d3");
        columns.put("absRel", "AbsRel");
        columns.put("sqRel", "SqRel");
        columns.put("rmse", "RMSE");
        columns.put("rmseLog", "RMSE log");
        columns.put("log10", "log10");
        columns.put("siLog", "SiLog");
        return columns;
    }

    /** One row per encoder. */
    public static TextTable of(EvaluationReport<HeadRow> report) {
        List<String> measures = COLUMNS.keySet().stream()
                .filter(report.rows().get(0).seeds().get(0).measures()::containsKey)
                .toList();
        List<List<String>> cells = new ArrayList<>();
        List<String> header = new ArrayList<>(List.of("encoder"));
        measures.forEach(measure -> header.add(COLUMNS.getOrDefault(measure, measure)));
        header.add("seconds");
        cells.add(header);
        for (HeadRow row : report.rows()) {
            List<String> line = new ArrayList<>(List.of(row.name()));
            measures.forEach(measure -> line.add(cell(row, measure)));
            line.add(String.format(
                    Locale.ROOT,
                    "%.1f",
                    row.seeds().stream()
                            .mapToDouble(SeedResult::seconds)
                            .average()
                            .orElse(0)));
            cells.add(line);
        }
        return new TextTable(cells);
    }

    private static String cell(HeadRow row, String measure) {
        boolean share = SHARES.contains(measure);
        double factor = share ? 100 : 1;
        String format = share ? "%.1f" : "%.3f";
        String mean = String.format(Locale.ROOT, format, factor * row.mean(measure));
        return row.seeds().size() == 1
                ? mean
                : mean + String.format(Locale.ROOT, " ±" + format, factor * row.spread(measure));
    }

    /** Measures by their names in files, as a line of text: shares in percent, the others as they are. */
    public static String line(Map<String, Double> measures) {
        return measures.entrySet().stream()
                .map(measure -> {
                    boolean share = SHARES.contains(measure.getKey());
                    return COLUMNS.getOrDefault(measure.getKey(), measure.getKey())
                            + String.format(
                                    Locale.ROOT,
                                    share ? " %.1f %%" : " %.4f",
                                    share ? 100 * measure.getValue() : measure.getValue());
                })
                .collect(Collectors.joining(", "));
    }

    /** One row per class, one column per encoder; empty for depth. */
    public static List<String> classes(EvaluationReport<HeadRow> report) {
        List<String> names = List.copyOf(report.rows().get(0).iouByClass().keySet());
        if (names.isEmpty()) {
            return List.of();
        }
        List<List<String>> cells = new ArrayList<>();
        List<String> header = new ArrayList<>(List.of("IoU of class"));
        report.rows().forEach(row -> header.add(row.name()));
        cells.add(header);
        for (String name : names) {
            List<String> line = new ArrayList<>(List.of(name));
            for (HeadRow row : report.rows()) {
                Double share = row.iouByClass().get(name);
                line.add(share == null ? "" : String.format(Locale.ROOT, "%.1f", 100 * share));
            }
            cells.add(line);
        }
        return new TextTable(cells).lines();
    }
}
