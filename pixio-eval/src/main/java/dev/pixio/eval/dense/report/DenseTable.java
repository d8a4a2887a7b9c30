package dev.pixio.eval.dense.report;

import dev.pixio.eval.report.EvaluationReport;
import dev.pixio.eval.report.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The results of dense probes as a table. */
public final class DenseTable {

    private DenseTable() {}

    public static TextTable of(EvaluationReport<DenseRow> report) {
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of("features", "mIoU", "3 regions", "accuracy", "depth d1", "RMSE log", "images/s"));
        report.rows().forEach(row -> cells.add(row(row)));
        return new TextTable(cells);
    }

    private static List<String> row(DenseRow row) {
        return List.of(
                row.name(),
                percent(row.segmentation().meanIou()),
                percent(row.segmentation().regionIou()),
                percent(row.segmentation().accuracy()),
                percent(row.depth().d1()),
                String.format(
                        Locale.ROOT,
                        "%.3f ±%.3f",
                        row.depth().logError().value(),
                        row.depth().logError().halfWidth()),
                row.embedded() == 0 ? "" : String.format(Locale.ROOT, "%.1f", row.imagesPerSecond()));
    }

    private static String percent(Estimate estimate) {
        return String.format(Locale.ROOT, "%.1f ±%.1f", 100 * estimate.value(), 100 * estimate.halfWidth());
    }
}
