package dev.pixio.monitor.report;

import dev.pixio.monitor.NumberText;
import dev.pixio.monitor.report.summary.ReportedRun;
import dev.pixio.monitor.report.summary.RunState;
import dev.pixio.monitor.report.summary.RunSummary;
import dev.pixio.train.listener.TrainingEvent.Kind;
import dev.pixio.train.plan.DataPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What follows from the figures of a run, what is wrong first. Each rule says by which figure it came to its advice. */
final class RecommendationRules {

    /** Above this share of waiting, faster reading is worth more than a faster model. */
    private static final double MUCH_WAITING = 0.2;

    /** A loss that fell by less than this share has hardly fallen. */
    private static final double HARDLY = 0.02;

    /** A norm so many times the usual one is a spike. */
    private static final double SPIKE = 10;

    /** A loss that fell by more than this share over the last tenth has not come to rest. */
    private static final double STILL_FALLING = 0.005;

    /** With fewer steps, curves say little. */
    private static final int FEW_STEPS = 50;

    private final ReportedRun run;
    private final RunSummary summary;
    private final List<Recommendation> advice = new ArrayList<>();

    private RecommendationRules(ReportedRun run) {
        this.run = run;
        this.summary = run.summary();
    }

    static List<Recommendation> on(ReportedRun run) {
        RecommendationRules advisor = new RecommendationRules(run);
        advisor.goOn();
        advisor.unreadable();
        advisor.notFinite();
        advisor.waiting();
        advisor.learning();
        advisor.spikes();
        advisor.probe();
        advisor.use();
        return advisor.advice;
    }

    private void goOn() {
        switch (summary.state()) {
            case STOPPED, BROKEN_OFF ->
                add(
                        "Resume the run",
                        "It has taken " + NumberText.whole(summary.steps()) + " steps"
                                + (summary.totalSteps() > 0 ? " of " + NumberText.whole(summary.totalSteps()) : "")
                                + ". It resumes from its last checkpoint, with the same result as if it had not ended.",
                        "pretrain --resume " + path());
            case RUNNING ->
                add(
                        "Write the report again later",
                        "The run is still training, and this page does not update itself.",
                        "report " + path());
            case NOT_BEGUN -> add("Start again", "No step was taken.", again("--overwrite", path()));
            case COMPLETE -> {}
        }
    }

    private void unreadable() {
        String source = run.settings().value("data.source");
        if (summary.skipped() > 0 && !source.isEmpty() && !source.equals(DataPlan.SCENES)) {
            add(
                    "Check the images",
                    NumberText.whole(summary.skipped())
                            + (summary.skipped() == 1 ? " image" : " images")
                            + " could not be read and were replaced by others. This command lists every such file.",
                    "data check " + quoted(source));
        }
    }

    private void notFinite() {
        long times = run.events().count(Kind.NOT_FINITE);
        if (times > 0) {
            add(
                    "Stabilise the training",
                    "A loss or gradient was not finite, " + times(times)
                            + ". A lower learning rate and clipped gradients are the usual remedies.",
                    again("--lr " + halfRate() + " --clip-grad 1", path() + "-stable"));
        }
    }

    private void waiting() {
        if (summary.waitShare() <= MUCH_WAITING) {
            return;
        }
        long threads = Math.max(1, run.settings().number("machine.loaderThreads"));
        add(
                "Load images faster",
                NumberText.percent(summary.waitShare())
                        + " of the time was spent waiting for images. More decoding threads help where the machine has"
                        + " idle processors; otherwise resize the images once, before training.",
                again("--loader-threads " + 2 * threads, path() + "-loader"));
    }

    private void learning() {
        if (summary.steps() < FEW_STEPS) {
            if (summary.state() == RunState.COMPLETE) {
                add(
                        "Train for longer",
                        "After " + NumberText.whole(summary.steps()) + " steps it is too early to judge the run.",
                        again(longer(Math.max(1000, 10 * summary.steps())), path() + "-longer"));
            }
            return;
        }
        if (!(summary.lastLoss() < summary.firstLoss() * (1 - HARDLY))) {
            add(
                    "Find out why the loss does not fall",
                    "The loss is " + RunSection.loss(summary.lastLoss()) + " and was "
                            + RunSection.loss(summary.firstLoss())
                            + " at the start. The usual reason is a learning rate that is too high; look at the"
                            + " reconstructions, too.",
                    again("--lr " + halfRate(), path() + "-stable"));
        } else if (summary.state() == RunState.COMPLETE && stillFalling()) {
            add(
                    "Train for longer",
                    String.format(
                            Locale.ROOT,
                            "The loss still fell from %s to %s over the last tenth of the run; encoders gain from many"
                                    + " more epochs.",
                            RunSection.loss(summary.lossBefore()),
                            RunSection.loss(summary.lastLoss())),
                    again(longer(2 * summary.steps()), path() + "-longer"));
        }
    }

    private boolean stillFalling() {
        return summary.lastLoss() < summary.lossBefore() * (1 - STILL_FALLING);
    }

    /** Whichever of its two lengths ends the run. */
    private String longer(long steps) {
        long epochs = run.settings().number("schedule.epochs");
        long anEpoch = summary.stepsPerEpoch();
        boolean byEpochs = run.settings().number("schedule.maxSteps") == 0;
        if (byEpochs && epochs > 0) {
            return "--epochs " + Math.max(2 * epochs, anEpoch > 0 ? epochsFor(steps, anEpoch) : 0);
        }
        // The epochs that were planned may end a run before its new limit.
        String enough = anEpoch > 0 && epochs * anEpoch < steps ? " --epochs " + epochsFor(steps, anEpoch) : "";
        return "--max-steps " + steps + enough;
    }

    private static long epochsFor(long steps, long anEpoch) {
        return (steps + anEpoch - 1) / anEpoch;
    }

    private void spikes() {
        RunSummary.Spread norms = summary.norms();
        boolean clipped = !run.settings().value("optimizer.clipNorm").matches("0(\\.0*)?|");
        if (summary.steps() >= FEW_STEPS && norms.highest() > SPIKE * norms.middle() && !clipped) {
            add(
                    "Clip gradients",
                    "The gradient norm is usually " + NumberText.number(norms.middle()) + " and was once "
                            + NumberText.number(norms.highest())
                            + ". Clipping limits the effect of one unusual batch.",
                    again("--clip-grad 1", path() + "-clipped"));
        }
    }

    private void probe() {
        if (run.probes().isEmpty() && run.evaluation().isEmpty() && summary.steps() > 0) {
            boolean drawn = run.settings().value("data.source").equals(DataPlan.SCENES);
            add(
                    "Evaluate the encoder",
                    "The loss measures reconstruction. How useful the features are is measured by k-NN accuracy,"
                            + " which was not evaluated yet."
                            + (drawn ? "" : " It needs labelled images, one folder for each class."),
                    "evaluate knn --weights " + path()
                            + (drawn
                                    ? " --train scenes:2000 --test scenes:500"
                                    : " --train photos/train --test photos/val"));
        }
    }

    private void use() {
        if (summary.steps() == 0) {
            return;
        }
        add(
                "Reconstruct an image of your own",
                "Most of its patches are masked, and the model reconstructs them.",
                "reconstruct --weights " + path() + " --image photo.jpg --out reconstruction.png");
        add(
                "Use the encoder",
                "Features for search, clustering and classifiers; or the encoder for programs without libtorch:"
                        + " pixio export onnx.",
                "embed --weights " + path() + " --data ~/photos --out features.parquet");
    }

    private void add(String title, String reason, String command) {
        advice.add(new Recommendation(title, reason, Optional.of("./pixio " + command)));
    }

    private String again(String change, String out) {
        return "pretrain --config " + quoted(run.folder().config().toString()) + " " + change
                + (out.equals(path()) ? " --out " + path() : " --out " + out);
    }

    private String halfRate() {
        try {
            return NumberText.number(Double.parseDouble(run.settings().value("optimizer.learningRate")) / 2);
        } catch (NumberFormatException e) {
            return "1e-4";
        }
    }

    private static String times(long times) {
        return times == 1 ? "once" : NumberText.whole(times) + " times";
    }

    private String path() {
        return quoted(run.folder().path().toString());
    }

    /** As a shell takes it for one word. */
    static String quoted(String word) {
        String plain = Path.of(word).toString();
        return plain.matches("[A-Za-z0-9_./~+:@%,-]+") ? plain : "'" + plain.replace("'", "'\\''") + "'";
    }
}
