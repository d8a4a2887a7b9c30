package dev.pixio.cli.evaluate;

import dev.pixio.cli.console.Console;
import dev.pixio.cli.console.StatusLine;
import dev.pixio.data.SkippedImage;
import dev.pixio.eval.classify.EvaluationListener;
import dev.pixio.eval.report.EvaluationReport;
import dev.pixio.eval.report.EvaluationTable;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** How far an evaluation is, on a terminal; and its table. */
final class EvaluationPrinter implements EvaluationListener {

    private final PrintWriter out;
    private final PrintWriter err;
    private final StatusLine status;
    private String set = "";

    private EvaluationPrinter(PrintWriter out, PrintWriter err, StatusLine status) {
        this.out = out;
        this.err = err;
        this.status = status;
    }

    static EvaluationPrinter on(PrintWriter out, PrintWriter err) {
        return new EvaluationPrinter(out, err, StatusLine.onTerminal(out));
    }

    /** Where standard output is for a program: only warnings are printed. */
    static EvaluationPrinter silent(PrintWriter err) {
        return new EvaluationPrinter(err, err, StatusLine.hidden(err));
    }

    @Override
    public void onFeatures(String candidate, String images) {
        set = candidate + ": " + images;
    }

    @Override
    public void onBatch(long seen, long total) {
        if (seen == total) {
            status.clear();
        } else {
            status.update(() -> String.format(Locale.ROOT, "%s  %d/%d", set, seen, total));
        }
    }

    @Override
    public void onSkipped(SkippedImage image) {
        err.println("pixio: left out " + image.name() + ": " + image.reason());
    }

    @Override
    public void onDamaged(String reason) {
        err.println("pixio: kept features are made anew: " + reason);
    }

    /** The table, and what one should know of it. */
    void print(EvaluationReport report) {
        List<String> lines = new EvaluationTable(report).lines();
        out.println("learned from  " + report.train());
        out.println("asked about   " + report.test() + ", " + report.classes() + " classes");
        out.println("by            " + report.description());
        out.println();
        out.println(Console.bold(lines.get(0)));
        lines.stream().skip(1).forEach(out::println);
        out.println();
        out.println(Console.quiet(
                "Percent right; ± half of the 95 % interval, of so many test images. 'cached': embedded by an evaluation"
                        + " before."));
        report.notes().forEach(out::println);
        out.flush();
    }
}
