package dev.pixio.cli.distill;

import dev.pixio.downstream.distill.Distillation;
import dev.pixio.io.ShellCommand;
import dev.pixio.monitor.NumberText;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.run.RunFolder;
import dev.pixio.weights.ModelFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes the encoder of each student at the end of a run, and prints where they are. */
final class StudentPrinter implements TrainingListener {

    private final Distillation distillation;
    private final RunFolder folder;
    private final PrintWriter out;

    StudentPrinter(Distillation distillation, RunFolder folder, PrintWriter out) {
        this.distillation = distillation;
        this.folder = folder;
        this.out = out;
    }

    @Override
    public void onEnd(TrainingResult result) throws IOException {
        if (result.steps() == 0) {
            out.println("Stopped before the first step; nothing was saved.");
            return;
        }
        List<Path> files = distillation.saveStudents(
                folder.students(),
                Map.of(
                        "pixio.step",
                        Long.toString(result.steps()),
                        ModelFile.TEACHER,
                        distillation.plan().teacher()));
        boolean complete = result.ending() == TrainingResult.Ending.COMPLETE;
        out.printf(
                Locale.ROOT,
                "%s %s in %s, loss %.4f -> %.4f%n",
                complete ? "Done:" : "Stopped after",
                NumberText.counted(result.steps(), "step"),
                NumberText.duration(result.seconds()),
                result.firstLoss(),
                result.lastLoss());
        files.forEach(file -> out.println("  student   " + file));
        out.println();
        if (complete) {
            out.println("Next, evaluate a student beside its teacher:");
            out.println("  " + ShellCommand.program() + " evaluate knn --weights "
                    + ShellCommand.quoted(files.get(0)) + " --weights "
                    + ShellCommand.quoted(distillation.plan().teacher())
                    + (distillation.input().isPhotographs()
                            ? " --train scenes:2000 --test scenes:500"
                            : " --data folder-of-class-folders"));
        } else {
            out.println("To resume the run:");
            out.println("  " + ShellCommand.program() + " distill --resume " + ShellCommand.quoted(folder.path()));
        }
        out.flush();
    }
}
