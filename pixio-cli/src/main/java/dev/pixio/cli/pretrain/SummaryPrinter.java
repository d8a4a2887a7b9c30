package dev.pixio.cli.pretrain;

import dev.pixio.cli.console.Console;
import dev.pixio.monitor.NumberText;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.run.RunFolder;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.Locale;

/** Prints the result of a run, its files and the next commands. */
final class SummaryPrinter implements TrainingListener {

    private final PrintWriter out;
    private final RunFolder folder;

    SummaryPrinter(PrintWriter out, RunFolder folder) {
        this.out = out;
        this.folder = folder;
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
                "%s %s in %s (%s images/s), loss %.4f -> %.4f%s",
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
        line("metrics", folder.metrics().toString());
        if (Files.isRegularFile(folder.probePlot())) {
            line("probe", folder.probePlot().toString());
        }
        if (Files.isRegularFile(folder.report())) {
            line("report", folder.report().toString());
        }
        line("settings", folder.config().toString());
        out.println();
        if (complete) {
            out.println("Next, reconstruct an image of yours, evaluate the encoder, or train on your own images:");
        } else {
            out.println("To resume the run, reconstruct an image with its model, or evaluate it:");
            next("pretrain --resume " + folder.path());
        }
        next("reconstruct --weights " + folder.path() + " --image photo.jpg --out reconstructed.png");
        next("evaluate knn --weights " + folder.path() + " --train scenes:2000 --test scenes:500");
        if (complete) {
            next("pretrain --data ~/photos --recipe lightly --out runs/mine");
        }
        out.flush();
    }

    private void line(String name, String value) {
        out.println("  " + Console.dim(String.format(Locale.ROOT, "%-10s", name)) + value);
    }

    private void next(String command) {
        out.println("  ./pixio " + command);
    }
}
