package dev.pixio.cli;

import dev.pixio.train.StepMetrics;
import dev.pixio.train.TrainingEvent;
import dev.pixio.train.TrainingListener;
import dev.pixio.train.TrainingResult;
import dev.pixio.train.TrainingRun;
import dev.pixio.train.checkpoint.Checkpoint;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How far a run is: one line that is drawn again on a terminal, now and then a new line in a pipe. */
final class ProgressPrinter implements TrainingListener {

    private static final double LINE_SECONDS = 10;
    private static final double REDRAW_SECONDS = 0.1;

    /** What a new step counts in the smoothed figures. */
    private static final double NEWEST = 0.1;

    /** What the log or the last lines tell of. */
    private static final Set<TrainingEvent.Kind> LOGGED =
            EnumSet.of(TrainingEvent.Kind.UNREADABLE_IMAGE, TrainingEvent.Kind.NOT_SAVED, TrainingEvent.Kind.STOPPED);

    private final PrintWriter out;
    private final boolean redraws;
    private final RemainingTime remaining = new RemainingTime();
    private @Nullable TrainingRun run;
    private double loss = Double.NaN;
    private double stepSeconds = Double.NaN;
    private double waitSeconds;
    private long lastPrinted;

    private ProgressPrinter(PrintWriter out, boolean redraws) {
        this.out = out;
        this.redraws = redraws;
    }

    static ProgressPrinter on(PrintWriter out) {
        return new ProgressPrinter(out, Console.isTerminal());
    }

    @Override
    public void onStart(TrainingRun started) {
        run = started;
    }

    @Override
    public void onStep(StepMetrics metrics) {
        TrainingRun now = Objects.requireNonNull(run);
        loss = smooth(loss, metrics.loss());
        // The first step warms caches up and would spoil the figures for long.
        boolean first = metrics.step() <= now.firstStep() + 2;
        stepSeconds = first ? metrics.seconds() : smooth(stepSeconds, metrics.seconds());
        waitSeconds = first ? metrics.waitSeconds() : smooth(waitSeconds, metrics.waitSeconds());
        remaining.step(System.nanoTime(), metrics.seconds());
        double since = (System.nanoTime() - lastPrinted) / 1e9;
        boolean last = metrics.step() == now.totalSteps();
        if (metrics.step() == now.firstStep() + 1 || last || since >= (redraws ? REDRAW_SECONDS : LINE_SECONDS)) {
            lastPrinted = System.nanoTime();
            print(now, metrics);
        }
    }

    private static double smooth(double before, double newest) {
        return Double.isNaN(before) ? newest : before + NEWEST * (newest - before);
    }

    private void print(TrainingRun now, StepMetrics metrics) {
        String figures = String.format(
                        Locale.ROOT,
                        "epoch %d  step %d/%d  loss %.4f  lr %s  %s pictures/s  wait %.0f %%  %s left",
                        metrics.epoch() + 1,
                        metrics.step(),
                        now.totalSteps(),
                        loss,
                        Text.number(metrics.learningRate()),
                        Text.number(metrics.pictures() / stepSeconds),
                        100 * waitSeconds / stepSeconds,
                        Text.duration(remaining.seconds(now.totalSteps() - metrics.step())))
                + (metrics.skipped() > 0 ? "  " + metrics.skipped() + " skipped" : "");
        if (!redraws) {
            out.println(figures);
        } else {
            out.print("\r\u001b[K" + line(figures, (double) metrics.step() / now.totalSteps()));
        }
        out.flush();
    }

    /** Figures with a bar before them, as wide as the terminal allows. */
    static String line(String figures, double done) {
        int room = Console.columns() - 1 - figures.length() - 2;
        if (room < 8) {
            return figures.substring(0, Math.min(figures.length(), Console.columns() - 1));
        }
        int width = Math.min(room, 30);
        int full = (int) Math.round(done * width);
        return "━".repeat(full) + Console.quiet("━".repeat(width - full)) + "  " + figures;
    }

    @Override
    public void onEvent(TrainingEvent event) {
        if (LOGGED.contains(event.kind())) {
            return;
        }
        wipe();
        out.println(String.format(
                Locale.ROOT,
                "step %d  %s: %s",
                event.step(),
                event.kind().toString().replace('-', ' '),
                event.message()));
        out.flush();
    }

    private void wipe() {
        if (redraws) {
            out.print("\r\u001b[K");
        }
    }

    @Override
    public void onSaved(Checkpoint checkpoint) {
        TrainingRun now = Objects.requireNonNull(run);
        wipe();
        out.println(String.format(
                Locale.ROOT,
                "step %d  saved, and drew %s",
                checkpoint.step(),
                now.folder().reconstruction(checkpoint.step())));
        out.flush();
    }

    @Override
    public void onEnd(TrainingResult result) {
        out.println();
        out.flush();
    }
}
