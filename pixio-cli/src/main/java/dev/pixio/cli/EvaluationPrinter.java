package dev.pixio.cli;

import dev.pixio.data.SkippedPicture;
import dev.pixio.eval.classify.EvaluationListener;
import dev.pixio.eval.classify.EvaluationReport;
import dev.pixio.eval.classify.EvaluationTable;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** How far an evaluation is, on a terminal; and its table. */
final class EvaluationPrinter implements EvaluationListener {

    private static final long REDRAW_NANOS = 100_000_000;

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean redraws;
    private String set = "";
    private long drawn;

    private EvaluationPrinter(PrintWriter out, PrintWriter err, boolean redraws) {
        this.out = out;
        this.err = err;
        this.redraws = redraws;
    }

    static EvaluationPrinter on(PrintWriter out, PrintWriter err) {
        return new EvaluationPrinter(out, err, Console.isTerminal());
    }

    /** Where standard output is for a program: only warnings are printed. */
    static EvaluationPrinter silent(PrintWriter err) {
        return new EvaluationPrinter(err, err, false);
    }

    @Override
    public void onSet(String subject, String pictures) {
        set = subject + ": " + pictures;
    }

    @Override
    public void onBatch(long seen, long total) {
        if (redraws && (System.nanoTime() - drawn > REDRAW_NANOS || seen == total)) {
            drawn = System.nanoTime();
            String line = String.format(Locale.ROOT, "%s  %d/%d", set, seen, total);
            out.print("\r\u001b[K" + line.substring(0, Math.min(line.length(), Console.columns() - 1)));
            if (seen == total) {
                out.print("\r\u001b[K");
            }
            out.flush();
        }
    }

    @Override
    public void onSkipped(SkippedPicture picture) {
        err.println("pixio: left out " + picture.name() + ": " + picture.reason());
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
                "Percent right; ± half of the 95 % interval, of so many test pictures. 'kept': embedded by an evaluation"
                        + " before."));
        report.notes().forEach(out::println);
        out.flush();
    }
}
