package dev.pixio.monitor.report;

import dev.pixio.io.ShellCommand;
import dev.pixio.monitor.NumberText;
import dev.pixio.monitor.report.summary.ReportedRun;
import dev.pixio.monitor.report.summary.RunState;
import dev.pixio.monitor.report.summary.RunSummary;
import dev.pixio.train.listener.TrainingEvent.Kind;
import dev.pixio.train.plan.DataPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Derives recommendations from the metrics of a run, problems first. Each states the value that led to it. */
final class RecommendationRules {

    /** Data wait above this fraction of the time is reported. */
    private static final double HIGH_WAIT_SHARE = 0.2;

    /** A loss that decreased by less than this fraction is reported. */
    private static final double MIN_DECREASE = 0.02;

    /** A maximum norm above this multiple of the median is a spike. */
    private static final double SPIKE_RATIO = 10;

    /** A loss that decreased by more than this fraction over the last tenth has not converged. */
    private static final double STILL_FALLING = 0.005;

    /** With fewer steps the loss is not judged. */
    private static final int MIN_STEPS = 50;

    private final ReportedRun run;
    private final RunSummary summary;
    private final List<Recommendation> recommendations = new ArrayList<>();

    private RecommendationRules(ReportedRun run) {
        this.run = run;
        this.summary = run.summary();
    }

    static List<Recommendation> of(ReportedRun run) {
        RecommendationRules rules = new RecommendationRules(run);
        rules.resume();
        rules.unreadable();
        rules.notFinite();
        rules.dataWait();
        rules.lossTrend();
        rules.spikes();
        rules.evaluate();
        rules.nextUses();
        return rules.recommendations;
    }

    private void resume() {
        switch (summary.state()) {
            case STOPPED, INTERRUPTED ->
                add(
                        "Resume the run",
                        "It has completed " + NumberText.whole(summary.steps())
                                + (summary.totalSteps() > 0 ? " of " + NumberText.whole(summary.totalSteps()) : "")
                                + (Math.max(summary.steps(), summary.totalSteps()) == 1 ? " step" : " steps")
                                + ". It resumes from its last checkpoint, with the same result as if it had not ended.",
                        run.settings().command() + " --resume " + path());
            case RUNNING ->
                add(
                        "Write the report again later",
                        "The run is still training, and this page does not update itself.",
                        "report " + path());
            case NOT_STARTED ->
                add(
                        "Start again",
                        "The run has no completed step.",
                        isPretraining()
                                ? pretrainCommand("--overwrite", path())
                                : Optional.of(run.settings().command() + " --resume " + path()));
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
                    "data check " + ShellCommand.quoted(source));
        }
    }

    private void notFinite() {
        long times = run.events().count(Kind.NOT_FINITE);
        if (times > 0) {
            add(
                    "Stabilise the training",
                    "A loss or gradient was not finite, " + times(times)
                            + ". A lower learning rate and clipped gradients are the usual remedies.",
                    pretrainCommand("--lr " + halfRate() + " --clip-grad 1", path() + "-stable"));
        }
    }

    private void dataWait() {
        if (summary.waitShare() <= HIGH_WAIT_SHARE) {
            return;
        }
        long threads = Math.max(1, run.settings().number("machine.loaderThreads"));
        add(
                "Load images faster",
                NumberText.percent(summary.waitShare())
                        + " of the time was spent waiting for images. More loader threads help if the machine has"
                        + " idle processors; otherwise resize the images once, before training.",
                pretrainCommand("--loader-threads " + 2 * threads, path() + "-loader"));
    }

    private void lossTrend() {
        if (summary.steps() < MIN_STEPS) {
            if (isWhole()) {
                add(
                        "Train for longer",
                        "After " + NumberText.whole(summary.steps()) + (summary.steps() == 1 ? " step" : " steps")
                                + " it is too early to assess the run.",
                        pretrainCommand(longer(Math.max(1000, 10 * summary.steps())), path() + "-longer"));
            }
            return;
        }
        if (!(summary.lastLoss() < summary.firstLoss() * (1 - MIN_DECREASE))) {
            add(
                    "Find out why the loss does not fall",
                    "The loss is " + RunSection.loss(summary.lastLoss()) + " and was "
                            + RunSection.loss(summary.firstLoss())
                            + " at the start. The usual reason is a learning rate that is too high"
                            + (isPretraining() ? "; also check the reconstructions." : "."),
                    pretrainCommand("--lr " + halfRate(), path() + "-stable"));
        } else if (isWhole() && stillFalling()) {
            add(
                    "Train for longer",
                    String.format(
                            Locale.ROOT,
                            "The loss still fell from %s to %s over the last tenth of the run; encoders improve over many"
                                    + " more epochs.",
                            RunSection.loss(summary.previousLoss()),
                            RunSection.loss(summary.lastLoss())),
                    pretrainCommand(longer(2 * summary.steps()), path() + "-longer"));
        }
    }

    /** Whether all planned steps are done: a run that finished early had a reason to. */
    private boolean isWhole() {
        return summary.state() == RunState.COMPLETE && run.events().count(Kind.FINISHED_EARLY) == 0;
    }

    private boolean stillFalling() {
        return summary.lastLoss() < summary.previousLoss() * (1 - STILL_FALLING);
    }

    /** The option that extends the run: of epochs and steps, the limit that ends it. */
    private String longer(long steps) {
        long epochs = run.settings().number("schedule.epochs");
        long stepsPerEpoch = summary.stepsPerEpoch();
        boolean byEpochs = run.settings().number("schedule.maxSteps") == 0;
        if (byEpochs && epochs > 0) {
            return "--epochs " + Math.max(2 * epochs, stepsPerEpoch > 0 ? epochsFor(steps, stepsPerEpoch) : 0);
        }
        // The planned number of epochs may end the run before the new limit.
        String epochLimit = stepsPerEpoch > 0 && epochs * stepsPerEpoch < steps
                ? " --epochs " + epochsFor(steps, stepsPerEpoch)
                : "";
        return "--max-steps " + steps + epochLimit;
    }

    private static long epochsFor(long steps, long stepsPerEpoch) {
        return (steps + stepsPerEpoch - 1) / stepsPerEpoch;
    }

    private void spikes() {
        RunSummary.Quantiles norms = summary.norms();
        boolean clipped = !run.settings().value("optimizer.clipNorm").matches("0(\\.0*)?|");
        if (summary.steps() >= MIN_STEPS && norms.max() > SPIKE_RATIO * norms.median() && !clipped) {
            add(
                    "Clip gradients",
                    "The median gradient norm is " + NumberText.number(norms.median()) + " and the maximum "
                            + NumberText.number(norms.max())
                            + ". Clipping limits the effect of one unusual batch.",
                    pretrainCommand("--clip-grad 1", path() + "-clipped"));
        }
    }

    private void evaluate() {
        if (!isFineTuning() && run.probes().isEmpty() && run.evaluation().isEmpty() && summary.steps() > 0) {
            boolean scenes = run.settings().value("data.source").equals(DataPlan.SCENES);
            add(
                    "Evaluate the encoder",
                    (isPretraining()
                                    ? "The loss measures reconstruction."
                                    : "The loss compares tokens with the teacher's.")
                            + " The quality of the features is measured by "
                            + (scenes
                                    ? "segmentation and depth of scenes, which were not evaluated yet."
                                    : "k-NN accuracy, which was not evaluated yet. It needs labelled images, one folder for"
                                            + " each class."),
                    scenes
                            ? "evaluate dense --weights " + weights()
                            : "evaluate knn --weights " + weights() + " --train photos/train --test photos/val");
        }
    }

    private void nextUses() {
        if (summary.steps() == 0 || isFineTuning()) {
            return;
        }
        if (isPretraining()) {
            add(
                    "Reconstruct an image of your own",
                    "The model reconstructs the masked patches of the image.",
                    "reconstruct --weights " + path() + " --image photo.jpg --out reconstruction.png");
        }
        add(
                "Use the encoder",
                "Features for search, clustering and classifiers; or the encoder for programs without libtorch:"
                        + " pixio export onnx.",
                "embed --weights " + weights() + " --data ~/photos --out features.parquet");
    }

    private void add(String title, String reason, String command) {
        add(title, reason, Optional.of(command));
    }

    private void add(String title, String reason, Optional<String> command) {
        recommendations.add(
                new Recommendation(title, reason, command.map(line -> ShellCommand.program() + " " + line)));
    }

    /** The command that repeats a pre-training with a change; other runs are not repeated from their settings. */
    private Optional<String> pretrainCommand(String change, String out) {
        return isPretraining()
                ? Optional.of("pretrain --config "
                        + ShellCommand.quoted(run.folder().config().toString()) + " " + change + " --out " + out)
                : Optional.empty();
    }

    private boolean isPretraining() {
        return run.settings().command().equals("pretrain");
    }

    private boolean isFineTuning() {
        return !run.settings().value("task").isEmpty();
    }

    /** The encoder: the run, or the first of several students. */
    private String weights() {
        String students = run.settings().value("students");
        int comma = students.indexOf(',');
        return comma < 0
                ? path()
                : ShellCommand.quoted(run.folder().students() + "/" + students.substring(0, comma) + ".safetensors");
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
        return ShellCommand.quoted(run.folder().path().toString());
    }
}
