package dev.pixio.cli.evaluate;

import dev.pixio.cli.console.AssumptionPrinter;
import dev.pixio.cli.console.ErrorReporter;
import dev.pixio.cli.option.HeadsOption;
import dev.pixio.embed.EncoderInput;
import dev.pixio.embed.EncoderSettings;
import dev.pixio.eval.report.EvaluationFile;
import dev.pixio.eval.report.EvaluationReport;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.train.run.RunFolder;
import dev.pixio.weights.ModelFile;
import dev.pixio.weights.config.WeightHints;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import picocli.CommandLine.Option;

/** The weights to evaluate, and the attention heads of those that do not state them. */
final class EvaluatedWeights {

    @Option(
            names = "--weights",
            required = true,
            paramLabel = "PATH",
            description = "Folder of a run or checkpoint, or a weight file of any library that pixio convert reads;"
                    + " may be repeated.")
    private List<Path> weights;

    @Option(
            names = "--heads",
            paramLabel = "N",
            split = ",",
            description =
                    "Attention heads of the encoder, if the file does not state them (default: the usual number for a"
                            + " published width). For several --weights: one number for all, or one for each, as 12,6.")
    private List<Integer> heads = List.of();

    /**
     * Weights that are opened and verified.
     *
     * @param file their file; its tensors are closed
     * @param input which channels and which scale their images have
     */
    record OpenedModel(ModelFile file, ImageInput input) {}

    /**
     * The weights of an evaluation, opened and verified.
     *
     * @param models in the order given
     * @param assumptions what the files do not state, one line each
     */
    record Opened(Map<Path, OpenedModel> models, List<String> assumptions) {

        OpenedModel first() {
            return models.values().iterator().next();
        }
    }

    /** The first of them. */
    Path first() {
        return weights.get(0);
    }

    /**
     * Opens and verifies the weights, and prints what is assumed about them.
     *
     * @param notices receives what the files do not state
     * @throws IllegalArgumentException if the number of numbers of heads is not that of the weights
     */
    Opened open(PrintWriter notices) throws IOException {
        Map<Path, ModelFile> files = open();
        List<String> assumptions = new ArrayList<>();
        files.forEach((path, file) -> {
            AssumptionPrinter.print(notices, path, file.shape().encoderAssumptions());
            file.shape().encoderAssumptions().forEach(line -> assumptions.add(path + ": " + line));
        });
        Map<Path, OpenedModel> models = new LinkedHashMap<>();
        for (Map.Entry<Path, ModelFile> file : files.entrySet()) {
            models.put(file.getKey(), new OpenedModel(file.getValue(), EncoderInput.of(file.getValue())));
        }
        return new Opened(models, assumptions);
    }

    /** Saves an evaluation in each run among the weights, its row first. A run that cannot be written is reported. */
    void saveInRuns(EvaluationReport<?> report, PrintWriter err) {
        for (Path path : weights) {
            if (RunFolder.isRun(path)) {
                try {
                    new EvaluationFile(new RunFolder(path).evaluation()).put(report.beginningWith(path.toString()));
                } catch (IOException e) {
                    err.println("pixio: the evaluation is not saved in " + path + ": " + ErrorReporter.firstLine(e));
                }
            }
        }
        err.flush();
    }

    /** In the order given. Their tensors are closed: only their paths and shapes are used. */
    private Map<Path, ModelFile> open() throws IOException {
        heads.forEach(HeadsOption::require);
        if (heads.size() > 1 && heads.size() != weights.size()) {
            throw new IllegalArgumentException("--heads has " + heads.size() + " numbers for " + weights.size()
                    + " --weights; give one for all, or one for each");
        }
        Map<Path, ModelFile> models = new LinkedHashMap<>();
        for (int i = 0; i < weights.size(); i++) {
            if (models.containsKey(weights.get(i))
                    && !heads.isEmpty()
                    && headsOf(i) != headsOf(weights.indexOf(weights.get(i)))) {
                throw new IllegalArgumentException(weights.get(i) + " is given twice, with different --heads");
            }
            WeightHints hints = heads.isEmpty() ? WeightHints.NONE : WeightHints.NONE.withHeads(headsOf(i));
            try (PointerScope scope = new PointerScope()) {
                ModelFile model = ModelFile.open(weights.get(i), hints);
                model.requireEncoder(); // before the first of several evaluations
                models.put(weights.get(i), model);
            }
        }
        return models;
    }

    /** The settings with the heads of one of the weights. */
    EncoderSettings withHeads(EncoderSettings settings, Path path) {
        return heads.isEmpty() ? settings : settings.withHeads(headsOf(weights.indexOf(path)));
    }

    private int headsOf(int index) {
        return heads.get(heads.size() == 1 ? 0 : index);
    }
}
