package dev.pixio.cli.training;

import dev.pixio.cli.console.StatusLine;
import dev.pixio.io.OneLine;
import dev.pixio.monitor.NumberText;
import dev.pixio.monitor.RemainingTime;
import dev.pixio.train.checkpoint.Checkpoint;
import dev.pixio.train.listener.StepMetrics;
import dev.pixio.train.listener.TrainingEvent;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.listener.TrainingRun;
import dev.pixio.train.objective.Pretraining;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Prints the progress of a run as a {@link StatusLine}; events and checkpoints as permanent lines. */
public final class ProgressPrinter implements TrainingListener {

    /** Weight of a new step in the moving averages. */
    private static final double NEWEST = 0.1;

    /** Events that a log message or the summary reports. */
    private static final Set<TrainingEvent.Kind> LOGGED =
            EnumSet.of(TrainingEvent.Kind.UNREADABLE_IMAGE, TrainingEvent.Kind.NOT_SAVED, TrainingEvent.Kind.STOPPED);

    private final StatusLine status;
    private @Nullable RemainingTime remaining;
    private @Nullable TrainingRun run;
    private double loss = Double.NaN;
    private double stepSeconds = Double.NaN;
    private double waitSeconds;
    private double syncSeconds;

    /** @param status shows the progress */
    public ProgressPrinter(StatusLine status) {
        this.status = status;
    }

    @Override
    public void onStart(TrainingRun started) {
        run = started;
        remaining = new RemainingTime(started.firstStep(), started.totalSteps(), System::nanoTime);
    }

    @Override
    public void onStep(StepMetrics metrics) {
        TrainingRun now = Objects.requireNonNull(run);
        loss = smooth(loss, metrics.loss());
        // The first steps warm caches up and would distort the averages.
        boolean first = metrics.step() <= now.firstStep() + 2;
        stepSeconds = first ? metrics.seconds() : smooth(stepSeconds, metrics.seconds());
        waitSeconds = first ? metrics.waitSeconds() : smooth(waitSeconds, metrics.waitSeconds());
        double sync = metrics.group().map(StepMetrics.Group::syncSeconds).orElse(0.0);
        syncSeconds = first ? sync : smooth(syncSeconds, sync);
        RemainingTime time = Objects.requireNonNull(remaining);
        time.step(metrics.step(), metrics.seconds());
        double done = (double) metrics.step() / now.totalSteps();
        if (metrics.step() == now.firstStep() + 1 || metrics.step() == now.totalSteps()) {
            status.print(done, figures(now, metrics, time));
        } else {
            status.update(done, () -> figures(now, metrics, time));
        }
    }

    private static double smooth(double before, double newest) {
        return Double.isNaN(before) ? newest : before + NEWEST * (newest - before);
    }

    private String figures(TrainingRun now, StepMetrics metrics, RemainingTime time) {
        return String.format(
                        Locale.ROOT,
                        "epoch %d  step %d/%d  loss %.4f  lr %s  %s images/s now  wait %.0f %%%s  %s left",
                        metrics.epoch() + 1,
                        metrics.step(),
                        now.totalSteps(),
                        loss,
                        NumberText.scientific(metrics.learningRate()),
                        NumberText.number(metrics.images() / stepSeconds),
                        100 * waitSeconds / stepSeconds,
                        metrics.group().map(this::groupFigures).orElse(""),
                        NumberText.duration(time.seconds()))
                + (metrics.skipped() > 0 ? "  " + metrics.skipped() + " skipped" : "");
    }

    /** The share of a step that waits for the other processes and their gradients. */
    private String groupFigures(StepMetrics.Group group) {
        return String.format(
                Locale.ROOT, "  sync %.0f %% (%d processes)", 100 * syncSeconds / stepSeconds, group.processes());
    }

    @Override
    public void onEvent(TrainingEvent event) {
        if (LOGGED.contains(event.kind())) {
            return;
        }
        status.println(String.format(
                Locale.ROOT,
                "step %d  %s: %s",
                event.step(),
                event.kind().toString().replace('-', ' '),
                OneLine.of(event.message())));
    }

    @Override
    public void onSaved(Checkpoint checkpoint) {
        TrainingRun now = Objects.requireNonNull(run);
        status.println("step " + checkpoint.step() + "  checkpoint saved"
                + (now.objective() instanceof Pretraining
                        ? ", reconstructions in " + now.folder().reconstruction(checkpoint.step())
                        : ""));
    }

    @Override
    public void onEnd(TrainingResult result) {
        status.end();
    }
}
