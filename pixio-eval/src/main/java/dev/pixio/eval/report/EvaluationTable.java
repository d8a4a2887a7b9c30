package dev.pixio.eval.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The results of an evaluation as a table: aligned for a console, or in Markdown. */
public final class EvaluationTable {

    private final List<List<String>> cells = new ArrayList<>();

    public EvaluationTable(EvaluationReport report) {
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

    private static String speed(EvaluationRow row) {
        if (row.dimension() == 0) {
            return "";
        }
        return row.embedded() == 0 ? "cached" : String.format(Locale.ROOT, "%.1f", row.imagesPerSecond());
    }

    /** The header and the rows, aligned. */
    public List<String> lines() {
        int[] widths = IntStream.range(0, cells.get(0).size())
                .map(column -> cells.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        return cells.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < row.size(); column++) {
            String format = column == 0 ? "%-" + widths[0] + "s" : "  %" + widths[column] + "s";
            line.append(String.format(Locale.ROOT, format, row.get(column)));
        }
        return line.toString().stripTrailing();
    }

    /** The table in Markdown. */
    public String markdown() {
        List<String> lines = new ArrayList<>();
        lines.add(markdown(cells.get(0)));
        lines.add("|---" + "|--:".repeat(cells.get(0).size() - 1) + "|");
        cells.stream().skip(1).map(EvaluationTable::markdown).forEach(lines::add);
        return String.join("\n", lines) + "\n";
    }

    private static String markdown(List<String> row) {
        return row.stream().map(cell -> cell.replace("|", "\\|")).collect(Collectors.joining(" | ", "| ", " |"));
    }
}
