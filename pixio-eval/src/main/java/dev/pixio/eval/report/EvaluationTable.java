package dev.pixio.eval.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The results of an evaluation as a table: aligned for a console, or in Markdown. */
public final class EvaluationTable {

    private final List<List<String>> cells = new ArrayList<>();
    private final boolean anyCached;

    public EvaluationTable(EvaluationReport<EvaluationRow> report) {
        List<String> header = new ArrayList<>(List.of("features"));
        report.rows().get(0).results().forEach(result -> {
            header.add(result.name() + " top-1");
            header.add("top-5");
            result.setting().ifPresent(setting -> header.add(setting.name()));
        });
        header.add("images/s");
        cells.add(header);
        List<ClassificationResult> columns = report.rows().get(0).results();
        report.rows().forEach(row -> cells.add(row(row, columns)));
        anyCached = report.rows().stream().anyMatch(EvaluationTable::isCached);
    }

    private static List<String> row(EvaluationRow row, List<ClassificationResult> columns) {
        List<String> cells = new ArrayList<>(List.of(row.name()));
        for (int column = 0; column < columns.size(); column++) {
            ClassificationResult result = row.results().get(column);
            Accuracy top1 = result.top1();
            cells.add(String.format(Locale.ROOT, "%.1f ±%.1f", 100 * top1.share(), 50 * (top1.high() - top1.low())));
            cells.add(String.format(Locale.ROOT, "%.1f", 100 * result.top5().share()));
            if (columns.get(column).setting().isPresent()) {
                cells.add(result.setting()
                        .map(setting -> String.format(Locale.ROOT, "%.0e", setting.value()))
                        .orElse(""));
            }
        }
        cells.add(speed(row));
        return cells;
    }

    /** Whether the table shows features of an earlier evaluation, as {@code cached}. */
    public boolean anyCached() {
        return anyCached;
    }

    /** A row without features, as {@code guessing}, is not. */
    private static boolean isCached(EvaluationRow row) {
        return row.dimension() > 0 && row.embedded() == 0;
    }

    private static String speed(EvaluationRow row) {
        if (row.dimension() == 0) {
            return "";
        }
        return isCached(row) ? "cached" : String.format(Locale.ROOT, "%.1f", row.imagesPerSecond());
    }

    /** The header and the rows, aligned. */
    public List<String> lines() {
        return new TextTable(cells).lines();
    }

    /** The table in Markdown. */
    public String markdown() {
        return new TextTable(cells).markdown();
    }
}
