package dev.pixio.cli.evaluate;

import dev.pixio.cli.console.Console;
import dev.pixio.cli.console.FeatureProgress;
import dev.pixio.cli.console.StatusLine;
import dev.pixio.eval.classify.EvaluationListener;
import dev.pixio.eval.dense.report.DenseRow;
import dev.pixio.eval.dense.report.DenseTable;
import dev.pixio.eval.report.EvaluationReport;
import dev.pixio.eval.report.EvaluationRow;
import dev.pixio.eval.report.EvaluationTable;
import java.io.PrintWriter;
import java.util.List;

/** Prints the progress of an evaluation on a terminal, and its table. */
final class EvaluationPrinter implements EvaluationListener {

    private final PrintWriter out;
    private final PrintWriter err;
    private final StatusLine status;
    private final FeatureProgress progress;
    private boolean cached = true;

    private EvaluationPrinter(PrintWriter out, PrintWriter err, StatusLine status) {
        this.out = out;
        this.err = err;
        this.status = status;
        this.progress = new FeatureProgress(status, "");
    }

    static EvaluationPrinter on(PrintWriter out, PrintWriter err) {
        return new EvaluationPrinter(out, err, StatusLine.onTerminal(out));
    }

    /** Prints only warnings, for JSON on standard output. */
    static EvaluationPrinter silent(PrintWriter err) {
        return new EvaluationPrinter(err, err, StatusLine.hidden(err));
    }

    @Override
    public void onFeatures(String candidate, String images) {
        progress.onFeatures(candidate, images);
    }

    @Override
    public void onBatch(long done, long total) {
        progress.onBatch(done, total);
    }

    @Override
    public void onDamaged(String reason) {
        err.println("pixio: cached features are computed again: " + reason);
    }

    @Override
    public void onNotCached(String reason) {
        if (cached) {
            cached = false; // the reason is the same for the features of all rows
            status.clear();
            err.println("pixio: features are not cached: " + reason);
        }
    }

    /** Prints a line, on standard error if standard output is JSON. */
    void println(String line) {
        out.println(line);
        out.flush();
    }

    /** Prints the accuracies of a classification. */
    void print(EvaluationReport<EvaluationRow> report) {
        boolean anyCached = new EvaluationTable(report).anyCached();
        print(
                report,
                new EvaluationTable(report).lines(),
                "Accuracy in percent, ± half of the 95 % interval for this number of test images."
                        + (anyCached ? " cached: features of an earlier evaluation." : ""));
    }

    /** Prints the results of dense probes. */
    void printDense(EvaluationReport<DenseRow> report) {
        print(
                report,
                DenseTable.of(report).lines(),
                "In percent, and RMSE log; ± half of the 95 % interval for this number of test scenes."
                        + " 3 regions: mIoU of ground, background and objects.");
    }

    /** Folders of classes state their number, scenes do not. */
    private static String withClasses(String images, int classes) {
        String number = classes + " classes";
        return images.contains(" of " + number + " in ") ? images : images + ", " + number;
    }

    private void print(EvaluationReport<?> report, List<String> table, String legend) {
        out.println("train     " + report.train());
        out.println("test      " + withClasses(report.test(), report.classes()));
        out.println("protocol  " + report.description());
        out.println();
        out.println(Console.bold(table.get(0)));
        table.stream().skip(1).forEach(out::println);
        out.println();
        out.println(Console.dim(legend));
        report.notes().forEach(out::println);
        out.flush();
    }
}
