package dev.pixio.eval.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A table of text: aligned for a console, or in Markdown.
 *
 * @param cells the header, then the rows, all of the same length
 */
public record TextTable(List<List<String>> cells) {

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
        cells.stream().skip(1).map(TextTable::markdown).forEach(lines::add);
        return String.join("\n", lines) + "\n";
    }

    private static String markdown(List<String> row) {
        return row.stream().map(cell -> cell.replace("|", "\\|")).collect(Collectors.joining(" | ", "| ", " |"));
    }
}
