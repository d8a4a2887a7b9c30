package dev.pixio.cli.finetune;

import dev.pixio.cli.console.Console;
import dev.pixio.downstream.evaluate.HeadTable;
import dev.pixio.downstream.finetune.validate.Validation;
import dev.pixio.downstream.finetune.validate.ValidationFile;
import dev.pixio.downstream.finetune.validate.Validator;
import dev.pixio.downstream.model.TaskModel;
import dev.pixio.downstream.model.TaskModelFile;
import dev.pixio.downstream.task.DenseTask;
import dev.pixio.eval.report.TextTable;
import dev.pixio.io.DurableFile;
import dev.pixio.io.ShellCommand;
import dev.pixio.monitor.NumberText;
import dev.pixio.torch.Precision;
import dev.pixio.torch.Tensors;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.listener.TrainingRun;
import dev.pixio.train.run.RunFolder;
import dev.pixio.weights.ModelLocation;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Prints what a fine-tuning trains, its validations, and the test of its best model. */
final class FinetunePrinter implements TrainingListener {

    /** Classes that are listed with their intersection over union. */
    private static final int LISTED_CLASSES = 30;

    private final PrintWriter out;
    private final boolean quiet;
    private final List<String> init;

    /** @param init how the weights of a new run were adapted, a line each */
    FinetunePrinter(PrintWriter out, boolean quiet, List<String> init) {
        this.out = out;
        this.quiet = quiet;
        this.init = List.copyOf(init);
    }

    @Override
    public void onStart(TrainingRun run) {
        if (!quiet) {
            for (int i = 0; i < init.size(); i++) {
                out.println(Console.dim(String.format(Locale.ROOT, "%-10s", i == 0 ? "init" : "")) + init.get(i));
            }
            out.println(String.format(
                    Locale.ROOT,
                    "%s: %s; %s of %s (%d per epoch), peak learning rate %s, %s, micro-batches of %d; run %s",
                    run.plan().command(),
                    run.images().description(),
                    NumberText.counted(run.totalSteps(), "step"),
                    NumberText.counted(run.plan().batchSize(), "image"),
                    run.stepsPerEpoch(),
                    NumberText.scientific(run.plan().optimizer().learningRate()),
                    run.precision(),
                    run.microBatch(),
                    run.folder().path()));
            out.flush();
        }
    }

    /** Prints a validation. */
    void validated(ValidationFile.Entry entry) {
        if (!quiet) {
            out.println("step " + entry.step() + "  validation: "
                    + HeadTable.line(entry.validation().measures()));
            out.flush();
        }
    }

    @Override
    public void onEnd(TrainingResult result) {
        out.println(String.format(
                Locale.ROOT,
                "%s after %s, loss %.4f to %.4f",
                switch (result.ending()) {
                    case COMPLETE -> "Done";
                    case EARLY -> "Ended early";
                    case STOPPED -> "Stopped";
                },
                NumberText.counted(result.steps(), "step"),
                result.firstLoss(),
                result.lastLoss()));
        out.flush();
    }

    /** Tests the best model of a run, or its newest without validation, and writes the result to {@code test.json}. */
    void tested(RunFolder folder, Validator test, Device device, Precision precision)
            throws IOException, InterruptedException {
        try (PointerScope scope = new PointerScope()) {
            TaskModel model = TaskModelFile.open(folder.path()).load();
            Tensors.move(model, device);
            Validation result = test.validate(model, precision);
            out.println("test: " + HeadTable.line(result.measures()));
            classes(result.iouByClass(), folder);
            out.println("model: " + ModelLocation.of(folder.path()));
            out.println();
            out.println("Next, predict images of yours:");
            out.println("  " + ShellCommand.program() + " predict --weights "
                    + ShellCommand.quoted(folder.path()) + " --data ~/photos --out "
                    + (model.spec().task() instanceof DenseTask ? "predictions" : "classes.csv"));
            out.flush();
            DurableFile.write(
                    folder.test(),
                    JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(json(result)) + "\n");
        }
    }

    private void classes(Map<String, Double> iou, RunFolder folder) {
        if (iou.size() > LISTED_CLASSES) {
            out.println("IoU of each of the " + iou.size() + " classes: " + folder.test());
        } else if (!iou.isEmpty()) {
            List<List<String>> cells = new ArrayList<>(List.of(List.of("class", "IoU, %")));
            iou.forEach((name, share) -> cells.add(List.of(name, String.format(Locale.ROOT, "%.1f", 100 * share))));
            new TextTable(cells).lines().forEach(out::println);
        }
    }

    private static ObjectNode json(Validation result) {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        result.measures().forEach(json::put);
        if (!result.iouByClass().isEmpty()) {
            result.iouByClass().forEach(json.putObject("iouByClass")::put);
        }
        return json;
    }
}
