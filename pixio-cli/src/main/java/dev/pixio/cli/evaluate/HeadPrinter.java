package dev.pixio.cli.evaluate;

import dev.pixio.cli.console.Console;
import dev.pixio.cli.console.StatusLine;
import dev.pixio.downstream.evaluate.HeadProgress;
import dev.pixio.downstream.evaluate.HeadRow;
import dev.pixio.downstream.evaluate.HeadTable;
import dev.pixio.downstream.evaluate.SeedResult;
import dev.pixio.downstream.train.HeadListener;
import dev.pixio.eval.report.EvaluationReport;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import picocli.CommandLine;

/** Prints the progress of an evaluation by heads, and its tables. */
final class HeadPrinter implements HeadProgress {

    private final EvaluationPrinter features;
    private final PrintWriter out;
    private final PrintWriter err;
    private final StatusLine status;
    private volatile boolean stopped;

    /** @param features prints the progress of computing features */
    HeadPrinter(EvaluationPrinter features, CommandLine command, boolean json) {
        this.features = features;
        this.out = json ? command.getErr() : command.getOut();
        this.err = command.getErr();
        this.status = json ? StatusLine.hidden(out) : StatusLine.on(out);
    }

    /** Ends the evaluation by a {@link CancellationException} after the current step or batch; may be called by any thread. */
    void stop() {
        stopped = true;
    }

    private void requireNotStopped() {
        if (stopped) {
            status.clear();
            throw new CancellationException();
        }
    }

    @Override
    public void onFeatures(String candidate, String images) {
        features.onFeatures(candidate, images);
    }

    @Override
    public void onBatch(long done, long total) {
        requireNotStopped();
        features.onBatch(done, total);
    }

    @Override
    public HeadListener onTraining(String encoder, long seed) {
        return (step, steps, loss) -> {
            requireNotStopped();
            if (step == steps) {
                status.clear();
            } else {
                status.update(
                        (double) step / steps,
                        () -> String.format(
                                Locale.ROOT, "%s, seed %d  step %d/%d  loss %.4f", encoder, seed, step, steps, loss));
            }
        };
    }

    @Override
    public void onResult(String encoder, SeedResult result) {
        status.clear();
    }

    @Override
    public void onNote(String note) {
        err.println("pixio: " + note);
        err.flush();
    }

    void println(String line) {
        features.println(line);
    }

    /** Prints the tables of a report. */
    void print(EvaluationReport<HeadRow> report) {
        out.println("train     " + report.train());
        out.println("test      " + report.test() + (report.classes() > 0 ? ", " + report.classes() + " classes" : ""));
        out.println("protocol  " + report.description());
        out.println();
        print(HeadTable.of(report).lines());
        List<String> classes = HeadTable.classes(report);
        if (!classes.isEmpty()) {
            print(classes);
        }
        int seeds = report.rows().get(0).seeds().size();
        out.println(Console.dim((report.classes() > 0
                        ? "In percent; mIoU over all test images"
                        : "d1, d2, d3 in percent, RMSE in metres; means over the test images")
                + (seeds == 1 ? "" : "; means of " + seeds + " seeds, ± half of their range")
                + ". seconds: training of a head."));
        report.notes().forEach(out::println);
        out.flush();
    }

    private void print(List<String> table) {
        out.println(Console.bold(table.get(0)));
        table.stream().skip(1).forEach(out::println);
        out.println();
    }
}
