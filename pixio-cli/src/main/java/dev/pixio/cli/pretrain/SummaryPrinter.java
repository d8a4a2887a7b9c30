package dev.pixio.cli.pretrain;

import dev.pixio.cli.console.Console;
import dev.pixio.eval.gain.Gain;
import dev.pixio.eval.gain.TrainingGain;
import dev.pixio.io.ShellCommand;
import dev.pixio.monitor.NumberText;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.listener.TrainingRun;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.train.run.RunFolder;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Prints the result of a run, its files and the next commands. */
final class SummaryPrinter implements TrainingListener {

    /** Side of the smallest images of the recipes for photographs. */
    private static final int LARGE = 224;

    private final PrintWriter out;
    private final RunFolder folder;
    private final Supplier<Optional<TrainingGain>> gain;
    private @Nullable TrainingPlan plan;

    /** @param gain the evaluation of the encoder, asked for at the end */
    SummaryPrinter(PrintWriter out, RunFolder folder, Supplier<Optional<TrainingGain>> gain) {
        this.out = out;
        this.folder = folder;
        this.gain = gain;
    }

    @Override
    public void onStart(TrainingRun run) {
        plan = run.pretraining().plan();
    }

    @Override
    public void onEnd(TrainingResult result) {
        if (result.steps() == 0) {
            out.println("Stopped before the first step; nothing was saved.");
            return;
        }
        boolean complete = result.ending() == TrainingResult.Ending.COMPLETE;
        out.println(Console.bold(String.format(
                Locale.ROOT,
                "%s %s in %s (%s images/s on average), loss %.4f -> %.4f%s",
                complete ? "Done:" : "Stopped after",
                NumberText.counted(result.steps(), "step"),
                NumberText.duration(result.seconds()),
                NumberText.number(result.images() / result.seconds()),
                result.firstLoss(),
                result.lastLoss(),
                result.skipped() > 0
                        ? ", " + NumberText.counted(result.skipped(), "unreadable image") + " skipped"
                        : "")));
        line("model", result.checkpoint().model().toString());
        line("images", folder.reconstruction(result.checkpoint().step()).toString());
        Path features = folder.featureMaps().at(result.checkpoint().step());
        if (Files.isRegularFile(features)) {
            line("features", features.toString());
        }
        line("metrics", folder.metrics().toString());
        if (Files.isRegularFile(folder.probePlot())) {
            line("probe", folder.probePlot().toString());
        }
        if (Files.isRegularFile(folder.report())) {
            line("report", folder.report().toString());
        }
        line("settings", folder.config().toString());
        gain.get().ifPresent(evaluated -> {
            print(evaluated);
            Path predictions = folder.predictions().at(result.steps());
            if (Files.isRegularFile(predictions)) {
                out.println("  " + Console.dim(String.format(Locale.ROOT, "%-18s", "predictions")) + predictions);
            }
        });
        out.println();
        if (complete) {
            out.println("Next, reconstruct an image of yours, evaluate the encoder, or " + further() + ":");
        } else {
            out.println("To resume the run, reconstruct an image with its model, or evaluate it:");
            next("pretrain --resume " + run());
        }
        next("reconstruct --weights " + run() + " --image " + (isOfPhotographs() ? "photo.jpg" : "image.tif")
                + " --out reconstructed.png");
        next(evaluation());
        if (complete) {
            next(furtherCommand());
        }
        out.flush();
    }

    /** What a complete run on scenes, on small crops of a folder's images, or on large ones is for. */
    private String further() {
        if (plan == null || plan.data().drawsScenes()) {
            return "train on your own images";
        }
        return small(plan) && isOfPhotographs() ? "train at 256 x 256 pixels" : "compute features of your images";
    }

    private String furtherCommand() {
        if (plan == null || plan.data().drawsScenes()) {
            return "pretrain --data ~/photos --recipe lightly --out runs/mine";
        }
        String data = " --data " + ShellCommand.quoted(plan.data().source());
        return small(plan) && isOfPhotographs()
                ? "pretrain" + data + " --recipe lightly --out runs/mine"
                : "embed --weights " + run() + data + " --out features.parquet";
    }

    /** Whether commands for 8-bit RGB images fit the model. */
    private boolean isOfPhotographs() {
        return plan == null || plan.imageInput().isPhotographs();
    }

    /** Whether images are smaller than those of the recipes for photographs. */
    private static boolean small(TrainingPlan plan) {
        return Math.max(plan.model().grid().height(), plan.model().grid().width()) < LARGE;
    }

    /** After a short run on scenes, segmentation and depth have gained the most. */
    private String evaluation() {
        if (!isOfPhotographs()) {
            return "evaluate knn --weights " + run() + " --data folder-of-class-folders";
        }
        return plan != null && plan.data().drawsScenes()
                ? "evaluate dense --weights " + run()
                : "evaluate knn --weights " + run() + " --train scenes:2000 --test scenes:500";
    }

    private void print(TrainingGain evaluated) {
        out.println();
        out.println(String.format(
                Locale.ROOT,
                "The encoder beside an untrained one of its shape, in percent, on %,d scenes that were not trained on:",
                evaluated.testScenes()));
        for (Gain measure : evaluated.gains()) {
            double trained = percent(measure.trained());
            double untrained = percent(measure.untrained());
            out.println(String.format(
                    Locale.ROOT,
                    "  %s trained %.1f, untrained %.1f (gain %+.1f)",
                    Console.dim(String.format(Locale.ROOT, "%-17s", measure.name())),
                    trained,
                    untrained,
                    trained - untrained));
        }
    }

    /** As it is printed, so that the gain is the difference of the printed numbers. */
    private static double percent(double share) {
        return Math.round(1000 * share) / 10.0;
    }

    private void line(String name, String value) {
        out.println("  " + Console.dim(String.format(Locale.ROOT, "%-10s", name)) + value);
    }

    /** The folder of the run as an argument of the next commands. */
    private String run() {
        return ShellCommand.quoted(folder.path());
    }

    private void next(String command) {
        out.println("  " + ShellCommand.program() + " " + command);
    }
}
