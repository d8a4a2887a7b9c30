package dev.pixio.weights;

import dev.pixio.model.Encoder;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.Initialization;
import dev.pixio.torch.Tensors;
import dev.pixio.weights.config.ConfigMigration;
import dev.pixio.weights.config.DerivedConfig;
import dev.pixio.weights.config.ExpectedWeights;
import dev.pixio.weights.config.HuggingFaceConfig;
import dev.pixio.weights.config.WeightHints;
import dev.pixio.weights.file.WeightFile;
import dev.pixio.weights.layout.LayoutDetection;
import dev.pixio.weights.layout.WeightLayout;
import dev.pixio.weights.safetensors.Safetensors;
import dev.pixio.weights.tensor.WeightsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A model that somebody saved: Pixio, or one of the libraries of {@link WeightLayout}. Its shape is known from what Pixio
 * wrote with it, or read off its tensors.
 *
 * @param path of the file
 * @param layout whose names the file has
 * @param config the model's shape; without a decoder in the file, with the paper's
 * @param content what the file holds, under its own names
 * @param weights the same under this project's names, in the file's own dtype, without what the layout ignores
 * @param report what is missing, left over or ignored
 */
public record ModelFile(
        Path path,
        WeightLayout layout,
        PixioConfig config,
        WeightFile content,
        Map<String, Tensor> weights,
        LoadReport report) {

    /** The metadata under which the model's shape stands, as JSON. */
    public static final String CONFIG = "pixio.config";

    private static final String ENCODER = "encoder.";
    private static final String DECODER = "decoder.";

    /**
     * Saves a model.
     *
     * @param provenance what else should be known of it, such as the step and the recipe
     */
    public static void save(Path path, Pixio model, Map<String, String> provenance) throws IOException {
        try (PointerScope scope = new PointerScope()) {
            Safetensors.write(path, Tensors.state(model), metadata(model.config(), provenance));
        }
    }

    /** What stands beside tensors, so that nothing else is needed to use them. */
    public static Map<String, String> metadata(PixioConfig config, Map<String, String> provenance) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("format", "pt");
        metadata.put(CONFIG, JsonMapper.shared().writeValueAsString(config));
        metadata.putAll(new TreeMap<>(provenance)); // Map.of has another order in every JVM
        return metadata;
    }

    /** Opens a model of which nothing is known but where it is; see {@link #open(Path, WeightHints)}. */
    public static ModelFile open(Path path) throws IOException {
        return open(path, WeightHints.NONE);
    }

    /**
     * Opens a model. Its tensors belong to the caller, or to the scope around the call. The model of a checkpoint's or a run's
     * folder is compared with the checkpoint's checksums; a file that is named itself is not.
     *
     * @param path a file, a folder of transformers, a checkpoint's folder, or a run's folder (its newest checkpoint)
     * @param hints what the file does not tell
     * @throws WeightsException if there is none, it is damaged, its layout is not known, or its shape cannot be told
     */
    public static ModelFile open(Path path, WeightHints hints) throws IOException {
        Path file = ModelLocation.of(path);
        if (Files.isDirectory(path)) {
            ModelChecksum.verify(file);
        }
        WeightFile content = WeightFile.open(file);
        try {
            return open(file, content, hints);
        } catch (WeightsException e) {
            throw new WeightsException(file + ": " + e.getMessage());
        }
    }

    private static ModelFile open(Path file, WeightFile content, WeightHints hints) throws IOException {
        LayoutDetection recognition = hints.layout().isPresent()
                ? LayoutDetection.as(hints.layout().get(), content.tensors())
                : LayoutDetection.of(content.tensors());
        WeightLayout layout = recognition.layout();
        List<String> ignored = new ArrayList<>();
        Map<String, Tensor> bare = recognition.withoutPrefix(content.tensors(), ignored);
        ignored.addAll(layout.ignored(bare.keySet()));
        Map<String, Tensor> weights = layout.toPixio(bare);
        DerivedConfig derived = new DerivedConfig(weights, content.metadata());
        String saved = content.metadata().get(CONFIG);
        PixioConfig config = saved != null
                ? savedConfig(saved)
                : derived.read(layout, layout == WeightLayout.HUGGINGFACE ? withHeads(hints, file) : hints);
        Map<String, long[]> expected = expected(config, content, derived.hasDecoder());
        requireShapes(expected, weights);
        LoadReport report = new LoadReport(
                expected.keySet().stream()
                        .filter(name -> !weights.containsKey(name))
                        .toList(),
                weights.keySet().stream()
                        .filter(name -> !expected.containsKey(name))
                        .toList(),
                ignored);
        if (hints.unexpected() == WeightHints.Unexpected.LISTED) {
            weights.keySet().retainAll(expected.keySet());
        }
        return new ModelFile(file, layout, config, content, weights, report);
    }

    /** Asked before a model is made: a file that lies about its shape shall cost no memory. */
    private static Map<String, long[]> expected(PixioConfig config, WeightFile content, boolean hasDecoder)
            throws WeightsException {
        long blocks =
                config.encoder().depth() + (hasDecoder ? (long) config.decoder().depth() : 0);
        if (blocks > content.tensors().size()) {
            throw new WeightsException("it describes a model of " + blocks + " blocks and holds "
                    + content.tensors().size() + " tensors");
        }
        return hasDecoder ? ExpectedWeights.ofModel(config) : ExpectedWeights.ofEncoder(config);
    }

    private static void requireShapes(Map<String, long[]> expected, Map<String, Tensor> weights)
            throws WeightsException {
        for (Map.Entry<String, Tensor> entry : weights.entrySet()) {
            long[] shape = expected.get(entry.getKey());
            if (shape != null && !Arrays.equals(shape, Tensors.shape(entry.getValue()))) {
                throw new WeightsException("'" + entry.getKey() + "' has the shape "
                        + Tensors.describe(entry.getValue()) + ", where the model has " + Arrays.toString(shape));
            }
        }
    }

    private static WeightHints withHeads(WeightHints hints, Path file) throws IOException {
        HuggingFaceConfig config = HuggingFaceConfig.beside(file);
        return hints.heads().isEmpty() && config.heads().isPresent()
                ? hints.withHeads(config.heads().getAsInt())
                : hints;
    }

    private static PixioConfig savedConfig(String text) throws WeightsException {
        try {
            JsonNode config = JsonMapper.shared().readTree(text);
            if (config instanceof ObjectNode object) {
                ConfigMigration.complete(object);
            }
            return JsonMapper.shared().treeToValue(config, PixioConfig.class);
        } catch (JacksonException e) {
            throw new WeightsException("it describes its model wrongly: " + e.getOriginalMessage());
        }
    }

    /** Whether it can reconstruct, or only encode. */
    public boolean hasDecoder() {
        return new DerivedConfig(weights, Map.of()).hasDecoder();
    }

    /**
     * The whole model with memory of its own, in fp32 on the CPU, to train and to reconstruct with.
     *
     * @throws WeightsException if the file has no decoder, or does not fit the shape it names
     */
    public Pixio load() throws WeightsException {
        if (!hasDecoder()) {
            throw new WeightsException(path + " holds an encoder without a decoder, so it cannot reconstruct images");
        }
        requireUsable();
        Pixio model = new Pixio(config, Initialization.NONE);
        require(LoadReport.copyInto(model, weights));
        return model;
    }

    /**
     * The whole model with memory of its own, to go on training by another plan: mask, drop path, the start of class tokens and
     * the resizing of positions change no weight and may be others than the file's. {@link WarmStart} takes what fits of a model
     * of another shape.
     *
     * @throws WeightsException if the file has no decoder, or the plan wants a model of another shape
     */
    public Pixio loadAs(PixioConfig plan) throws WeightsException {
        if (hasDecoder() && !hasShapeOf(plan)) {
            throw new WeightsException(
                    path + " holds a model of another shape than the plan: " + config + ", not " + plan);
        }
        return new ModelFile(path, layout, plan, content, weights, report).load();
    }

    /** Whether it holds a whole model, and every weight of the plan's has the same shape in it. */
    boolean hasShapeOf(PixioConfig plan) {
        EncoderConfig encoder = config.encoder().withDropPath(plan.encoder().dropPath());
        return hasDecoder()
                && config.grid().equals(plan.grid())
                && encoder.equals(plan.encoder())
                && config.decoder().equals(plan.decoder())
                && config.positions() == plan.positions();
    }

    /**
     * The encoder alone, in fp32 on the CPU, to use and not to train: weights that are fp32 already are not copied and stay
     * where the file was mapped.
     *
     * @throws WeightsException if a part of the encoder is missing, or something is left over that might belong to it
     */
    public Encoder loadEncoder() throws WeightsException {
        Map<String, Tensor> encoder = new LinkedHashMap<>();
        weights.forEach((name, tensor) -> {
            if (name.startsWith(ENCODER)) {
                encoder.put(name.substring(ENCODER.length()), tensor);
            }
        });
        require(new LoadReport(
                report.missing().stream()
                        .filter(name -> name.startsWith(ENCODER))
                        .toList(),
                report.unexpected().stream()
                        .filter(name -> weights.containsKey(name) && !name.startsWith(DECODER))
                        .toList(),
                List.of()));
        Encoder model = new Encoder(config, Initialization.NONE);
        require(LoadReport.adoptInto(model, encoder));
        return model;
    }

    /** Demands that nothing that its part of a model has is missing, and nothing left over that was not allowed to be. */
    void requireUsable() throws WeightsException {
        require(new LoadReport(
                report.missing(),
                report.unexpected().stream().filter(weights::containsKey).toList(),
                List.of()));
    }

    private void require(LoadReport report) throws WeightsException {
        report.requireComplete(path.toString());
    }
}
