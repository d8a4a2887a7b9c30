package dev.pixio.downstream.model;

import dev.pixio.downstream.head.HeadKind;
import dev.pixio.downstream.head.TaskHead;
import dev.pixio.model.Encoder;
import dev.pixio.nn.Initialization;
import dev.pixio.torch.Tensors;
import dev.pixio.weights.FiniteWeights;
import dev.pixio.weights.LoadReport;
import dev.pixio.weights.ModelFile;
import dev.pixio.weights.ModelLocation;
import dev.pixio.weights.tensor.WeightsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * The file of a {@link TaskModel}.
 *
 * @param model the encoder in it
 * @param spec what the model predicts and from what
 */
public record TaskModelFile(ModelFile model, TaskSpec spec) {

    /** How the names of whole models in a folder of {@code evaluate --out} end. */
    public static final String EVALUATED = "-model.safetensors";

    /**
     * Opens a file. The caller, or the scope around the call, closes its tensors.
     *
     * @param path as for {@link TaskModel#read}
     * @throws WeightsException in one line: there is none, it has no head, or it is damaged
     */
    public static TaskModelFile open(Path path) throws IOException {
        ModelFile model = ModelFile.open(locate(path));
        String description = model.content().metadata().get(ModelFile.TASK);
        if (description == null) {
            throw new WeightsException(
                    model.path() + " has an encoder and no head, so it predicts nothing: train a model"
                            + " with 'pixio finetune', or a head with 'pixio evaluate segmentation --out DIR' or"
                            + " 'evaluate depth --out DIR'");
        }
        try {
            return new TaskModelFile(
                    model,
                    TaskJson.read(
                            description,
                            Optional.ofNullable(model.content().metadata().get(ModelFile.INPUT))));
        } catch (IllegalArgumentException e) {
            throw new WeightsException(model.path() + ": " + e.getMessage());
        }
    }

    /**
     * Whether weights have a head.
     *
     * @param path as for {@link TaskModel#read}
     * @throws WeightsException in one line: there are no weights, or they are damaged
     */
    public static boolean hasHead(Path path) throws IOException {
        try (PointerScope scope = new PointerScope()) {
            return ModelFile.open(locate(path)).content().metadata().containsKey(ModelFile.TASK);
        }
    }

    /**
     * The only whole model in a folder of evaluated heads; any other path itself.
     *
     * @throws WeightsException if there are several
     */
    public static Path locate(Path path) throws IOException {
        return evaluated(path).orElse(path);
    }

    /** The only whole model in a folder of evaluated heads. */
    private static Optional<Path> evaluated(Path folder) throws IOException {
        if (!Files.isDirectory(folder) || Files.exists(folder.resolve(ModelLocation.MODEL))) {
            return Optional.empty();
        }
        List<Path> found;
        try (Stream<Path> files = Files.list(folder)) {
            found = files.filter(file -> String.valueOf(file.getFileName()).endsWith(EVALUATED))
                    .sorted()
                    .toList();
        }
        if (found.size() > 1) {
            throw new WeightsException(
                    folder + " has " + found.size() + " models: name one of them, such as " + found.get(0));
        }
        return found.stream().findFirst();
    }

    /**
     * Loads the model for inference, in fp32 on the CPU, in the caller's scope. Weights of the encoder that are fp32 in the file are
     * not copied.
     *
     * @throws WeightsException if weights are missing, left over, of another shape or not finite
     */
    public TaskModel load() throws WeightsException {
        return load(model::loadEncoder);
    }

    /** As {@link #load}, into memory of its own, so that it can be trained. */
    public TaskModel loadForTraining() throws WeightsException {
        return load(() -> {
            model.requireEncoder();
            Encoder encoder = new Encoder(model.config(), Initialization.NONE);
            encoder.setNormEpsilon(model.shape().normEpsilon());
            LoadReport.copyInto(encoder, withPrefix(model.weights(), "encoder."))
                    .requireComplete(model.path().toString());
            return encoder;
        });
    }

    /** Loads an encoder. */
    private interface EncoderLoader {
        Encoder load() throws WeightsException;
    }

    private TaskModel load(EncoderLoader loader) throws WeightsException {
        Map<String, Tensor> weights = withPrefix(model.content().tensors(), ModelFile.HEAD);
        Optional<String> fault = FiniteWeights.fault(weights);
        if (fault.isPresent()) {
            throw new WeightsException(model.path() + ": the weights of the head are not finite: " + fault.get()
                    + "; use an earlier checkpoint or another copy of the file");
        }
        requireWidths(weights);
        try {
            Encoder encoder = loader.load();
            TaskHead head =
                    spec.head().create(model.config().encoder(), spec.task().outputs(), Initialization.NONE);
            TaskModel whole = new TaskModel(model.config(), spec, encoder, head);
            copy(weights, head);
            return whole;
        } catch (IllegalArgumentException e) {
            throw new WeightsException(model.path() + ": " + e.getMessage());
        }
    }

    private void copy(Map<String, Tensor> weights, TaskHead head) throws WeightsException {
        LoadReport report;
        try {
            report = LoadReport.copyInto(head.module(), weights);
        } catch (WeightsException e) {
            throw new WeightsException(model.path() + ": of the head, " + e.getMessage());
        }
        report.requireComplete("the head in " + model.path());
    }

    private static Map<String, Tensor> withPrefix(Map<String, Tensor> tensors, String prefix) {
        Map<String, Tensor> part = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                part.put(name.substring(prefix.length()), tensor);
            }
        });
        return part;
    }

    /** Checked before a head is created, so that a file with false numbers allocates no memory. */
    private void requireWidths(Map<String, Tensor> weights) throws WeightsException {
        if (spec.head() instanceof HeadSpec.Dense dense && dense.kind() == HeadKind.DPT) {
            for (int level = 0; level < dense.dpt().projections().size(); level++) {
                requireOutputs(
                        weights, "projection" + level, dense.dpt().projections().get(level));
            }
            requireOutputs(weights, "output", dense.dpt().fusion());
        }
    }

    private void requireOutputs(Map<String, Tensor> weights, String layer, int wanted) throws WeightsException {
        Tensor weight = weights.get(layer + ".weight");
        if (weight == null || weight.dim() == 0 || weight.size(0) != wanted) {
            throw new WeightsException(model.path() + ": 'head." + layer + ".weight' "
                    + (weight == null ? "is missing" : "has the shape " + Tensors.describe(weight))
                    + ", where the head has "
                    + wanted + " channels");
        }
    }
}
