package dev.pixio.cli.evaluate;

import dev.pixio.cli.console.Console;
import dev.pixio.cli.console.StatusLine;
import dev.pixio.data.SkippedImage;
import dev.pixio.eval.classify.EvaluationListener;
import dev.pixio.eval.report.EvaluationReport;
import dev.pixio.eval.report.EvaluationTable;
import dev.pixio.io.OneLine;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Prints the progress of an evaluation on a terminal, and its table. */
final class EvaluationPrinter implements EvaluationListener {

    private final PrintWriter out;
    private final PrintWriter err;
    private final StatusLine status;
    private String label = "";
    private boolean cached = true;

    private EvaluationPrinter(PrintWriter out, PrintWriter err, StatusLine status) {
        this.out = out;
        this.err = err;
        this.status = status;
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
        label = candidate + ": " + images;
    }

    @Override
    public void onBatch(long done, long total) {
        if (done == total) {
            status.clear();
        } else {
            status.update(() -> String.format(Locale.ROOT, "%s  %d/%d", label, done, total));
        }
    }

    @Override
    public void onSkipped(SkippedImage image) {
        err.println("pixio: skipped " + OneLine.of(image.name() + ": " + image.reason()));
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

    /** Prints data, protocol, table and notes. */
    void print(EvaluationReport report) {
        List<String> lines = new EvaluationTable(report).lines();
        boolean anyCached = report.rows().stream().anyMatch(row -> row.embedded() == 0);
        out.println("train     " + report.train());
        out.println("test      " + report.test() + ", " + report.classes() + " classes");
        out.println("protocol  " + report.description());
        out.println();
        out.println(Console.bold(lines.get(0)));
        lines.stream().skip(1).forEach(out::println);
        out.println();
        out.println(Console.dim("Accuracy in percent, ± half of the 95 % interval for this number of test images."
                + (anyCached ? " cached: features of an earlier evaluation." : "")));
        report.notes().forEach(out::println);
        out.flush();
    }
}
