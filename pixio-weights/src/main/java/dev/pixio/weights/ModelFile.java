package dev.pixio.weights;

import dev.pixio.model.Encoder;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.Initialization;
import dev.pixio.nn.Normalization;
import dev.pixio.torch.Tensors;
import dev.pixio.weights.config.ConfigMigration;
import dev.pixio.weights.config.DerivedConfig;
import dev.pixio.weights.config.ExpectedWeights;
import dev.pixio.weights.config.ImageSizeSetting;
import dev.pixio.weights.config.ModelShape;
import dev.pixio.weights.config.WeightHints;
import dev.pixio.weights.file.WeightFile;
import dev.pixio.weights.layout.LayoutDetection;
import dev.pixio.weights.layout.StatedSize;
import dev.pixio.weights.layout.WeightLayout;
import dev.pixio.weights.layout.WrapperNames;
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
import java.util.Optional;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A saved model, written by Pixio or by one of the libraries of {@link WeightLayout}. Its shape is the one that Pixio saved with
 * it, or is derived from the shapes of its tensors. Of a file with a head, it is the encoder: the head is ignored here.
 *
 * @param path of the file
 * @param layout the names in the file
 * @param shape of the model; for a file without a decoder, with the decoder of the paper
 * @param content of the file, under its own names
 * @param weights under this project's names, in the dtype of the file, without those that the layout ignores
 * @param report names that are missing, unexpected or ignored
 */
public record ModelFile(
        Path path,
        WeightLayout layout,
        ModelShape shape,
        WeightFile content,
        Map<String, Tensor> weights,
        LoadReport report) {

    /** The key of the metadata that contains the shape of the model, as JSON. */
    public static final String CONFIG = "pixio.config";

    /** The key of the metadata that contains the epsilon of the encoder's layer norms, if it is not that of this project. */
    public static final String NORM_EPSILON = "pixio.norm_epsilon";

    /** The key of the metadata of a model with a head, which says what the head is for, as JSON. */
    public static final String TASK = "pixio.task";

    /** The prefix of the names of a head's weights in a file with {@link #TASK}. */
    public static final String HEAD = "head.";

    /** The key of the metadata that names the teacher of a distilled encoder, beside which the file has the projection to its width. */
    public static final String TEACHER = "pixio.teacher";

    /** The key of the metadata that says how images become the input, if it is not 8-bit RGB with the statistics of ImageNet. */
    public static final String INPUT = "pixio.input";

    private static final String ENCODER = "encoder.";
    private static final String DECODER = "decoder.";
    private static final String MASK_TOKEN = "decoder.mask_token";

    /**
     * Saves a model.
     *
     * @param provenance more metadata, such as the step and the recipe
     */
    public static void save(Path path, Pixio model, Map<String, String> provenance) throws IOException {
        try (PointerScope scope = new PointerScope()) {
            Safetensors.write(path, Tensors.state(model), metadata(model.config(), provenance));
        }
    }

    /** The metadata of a file of weights: the shape of the model, and the provenance. */
    public static Map<String, String> metadata(PixioConfig config, Map<String, String> provenance) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("format", "pt");
        metadata.put(CONFIG, JsonMapper.shared().writeValueAsString(config));
        metadata.putAll(new TreeMap<>(provenance)); // the order of Map.of differs between JVMs
        return metadata;
    }

    /** Opens a model without hints; see {@link #open(Path, WeightHints)}. */
    public static ModelFile open(Path path) throws IOException {
        return open(path, WeightHints.NONE);
    }

    /**
     * Opens a model. The caller, or the scope around the call, closes its tensors. If the path is the folder of a checkpoint or
     * of a run, the model is compared with the checksum of the checkpoint; if it is a file, it is not.
     *
     * @param path a file, a folder of transformers, the folder of a checkpoint, or the folder of a run (its newest checkpoint)
     * @param hints for what cannot be derived from the file
     * @throws WeightsException if there is no model, it is damaged, its layout is unknown, or its shape cannot be derived
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
        Map<String, Tensor> unwrapped = WrapperNames.removed(content.tensors());
        LayoutDetection detected = hints.layout().isPresent()
                ? LayoutDetection.as(hints.layout().get(), unwrapped)
                : LayoutDetection.of(unwrapped);
        WeightLayout layout = detected.layout();
        List<String> ignored = new ArrayList<>();
        Map<String, Tensor> unprefixed = detected.withoutPrefix(unwrapped, ignored);
        ignored.addAll(layout.ignored(unprefixed.keySet()));
        String saved = content.metadata().get(CONFIG);
        Optional<PixioConfig> own = saved == null ? Optional.empty() : Optional.of(savedConfig(saved));
        Optional<StatedSize> timm = own.isEmpty() && layout == WeightLayout.TIMM
                ? ImageSizeSetting.besideTimm(file)
                : own.map(config ->
                        new StatedSize(config.grid().height(), config.grid().width()));
        Map<String, Tensor> weights = layout.toPixio(unprefixed, timm);
        if (!new DerivedConfig(weights, Map.of()).hasDecoder() && weights.remove(MASK_TOKEN) != null) {
            ignored.add(MASK_TOKEN); // of a decoder that is not in the file
        }
        if (content.metadata().containsKey(TASK) || content.metadata().containsKey(TEACHER)) {
            weights.keySet().stream().filter(name -> name.startsWith(HEAD)).forEach(ignored::add);
            weights.keySet().removeIf(name -> name.startsWith(HEAD));
        }
        WeightDtypes.requireFloating(weights);
        DerivedConfig derived = new DerivedConfig(weights, content.metadata());
        TransformersFolder folder = own.isEmpty() && layout == WeightLayout.HUGGINGFACE
                ? TransformersFolder.beside(file)
                : TransformersFolder.NONE;
        ModelShape shape = own.isPresent()
                ? ModelShape.saved(own.get(), hints, "the file").with(epsilon(content), List.of())
                : folder.applied(
                        derived.read(layout, hints, folder.heads(), folder.rotary(), timm.or(folder::imageSize)));
        PixioConfig config = shape.config();
        folder.requireSizes(config);
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
        return new ModelFile(file, layout, shape.noted(content.notes()), content, folder.adapted(weights), report);
    }

    /** Checked before a model is created, so that a file with false numbers allocates no memory. */
    private static Map<String, long[]> expected(PixioConfig config, WeightFile content, boolean hasDecoder)
            throws WeightsException {
        long blocks =
                config.encoder().depth() + (hasDecoder ? (long) config.decoder().depth() : 0);
        if (blocks > content.tensors().size()) {
            throw new WeightsException("it describes a model of " + blocks + " blocks and contains "
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

    private static double epsilon(WeightFile content) throws WeightsException {
        String text = content.metadata().getOrDefault(NORM_EPSILON, Double.toString(Normalization.EPSILON));
        if (!text.matches("\\d{1,20}(\\.\\d{1,20})?(E-?\\d{1,3})?") || !(Double.parseDouble(text) < 1)) {
            throw new WeightsException("its " + NORM_EPSILON + " is invalid: " + text);
        }
        return Double.parseDouble(text);
    }

    private static PixioConfig savedConfig(String text) throws WeightsException {
        try {
            JsonNode config = JsonMapper.shared().readTree(text);
            if (config instanceof ObjectNode object) {
                ConfigMigration.complete(object);
            }
            return JsonMapper.shared().treeToValue(config, PixioConfig.class);
        } catch (JacksonException e) {
            throw new WeightsException("its model configuration is invalid: " + e.getOriginalMessage());
        }
    }

    /** The shape of the model; for a file without a decoder, with the decoder of the paper. */
    public PixioConfig config() {
        return shape.config();
    }

    /**
     * The encoder for images of another size, with positions that are interpolated as {@link Encoder#positions} does it. The caller,
     * or the scope around the call, closes the new table; other tensors are the same.
     *
     * @param height of the images in pixels
     * @param width of the images in pixels
     * @throws IllegalArgumentException if the patch size divides one of them not
     */
    public ModelFile encoderFor(int height, int width) {
        return PositionAdaptation.encoderFor(this, height, width);
    }

    /** Whether the file has a decoder, which reconstruction needs. */
    public boolean hasDecoder() {
        return new DerivedConfig(weights, Map.of()).hasDecoder();
    }

    /**
     * Loads the whole model into memory of its own, in fp32 on the CPU, for training and reconstruction.
     *
     * @throws WeightsException if the file has no decoder, or its weights do not match its configuration or are not finite
     */
    public Pixio load() throws WeightsException {
        if (!hasDecoder()) {
            throw new WeightsException(path + " holds an encoder without a decoder, so it cannot reconstruct images");
        }
        requireUsable();
        requireDecoderHeads();
        FiniteWeights.require(this, weights);
        Pixio model = new Pixio(config(), Initialization.NONE);
        require(LoadReport.copyInto(model, weights));
        return model;
    }

    /**
     * Loads the whole model into memory of its own, to continue training with another plan. Mask, drop path, the initialization
     * of class tokens and the resizing of positions change no weight, so they may differ from the file's. {@link WarmStart} loads
     * the matching parts of a model of another shape.
     *
     * @throws WeightsException if the file has no decoder, or the plan requires another shape
     */
    public Pixio loadAs(PixioConfig plan) throws WeightsException {
        if (hasDecoder() && !hasShapeOf(plan)) {
            throw new WeightsException(
                    path + " has a model of another shape than the plan: " + config() + ", not " + plan);
        }
        return new ModelFile(path, layout, shape.withConfig(plan), content, weights, report).load();
    }

    /** Whether the file has a decoder and all its weights have the shapes of the plan's model. */
    boolean hasShapeOf(PixioConfig plan) {
        PixioConfig config = config();
        EncoderConfig encoder = config.encoder().withDropPath(plan.encoder().dropPath());
        return hasDecoder()
                && config.grid().equals(plan.grid())
                && encoder.equals(plan.encoder())
                && config.decoder().equals(plan.decoder())
                && config.positions() == plan.positions();
    }

    /**
     * Loads the encoder, in fp32 on the CPU, for inference. Weights that are fp32 in the file are not copied: the encoder uses
     * the mapped file.
     *
     * @throws WeightsException as {@link #requireEncoder}
     */
    public Encoder loadEncoder() throws WeightsException {
        requireEncoder();
        Map<String, Tensor> encoder = new LinkedHashMap<>();
        encoderWeights().forEach((name, tensor) -> encoder.put(name.substring(ENCODER.length()), tensor));
        Encoder model = new Encoder(config(), Initialization.NONE);
        model.setNormEpsilon(shape.normEpsilon());
        require(LoadReport.adoptInto(model, encoder));
        return model;
    }

    /**
     * Checks the weights of the encoder, each of which is read. Those of a decoder may be missing or not finite.
     *
     * @throws WeightsException if a weight of the encoder is missing or not finite, or a weight outside of the decoder is
     *     unexpected
     */
    public void requireEncoder() throws WeightsException {
        require(new LoadReport(
                report.missing().stream()
                        .filter(name -> name.startsWith(ENCODER))
                        .toList(),
                report.unexpected().stream()
                        .filter(name -> weights.containsKey(name) && !name.startsWith(DECODER))
                        .toList(),
                List.of()));
        FiniteWeights.require(this, encoderWeights());
    }

    private Map<String, Tensor> encoderWeights() {
        Map<String, Tensor> encoder = new LinkedHashMap<>(weights);
        encoder.keySet().removeIf(name -> !name.startsWith(ENCODER));
        return encoder;
    }

    /** Checks that no weight is missing and that none is unexpected, except those that the hints allow. */
    void requireUsable() throws WeightsException {
        require(new LoadReport(
                report.missing(),
                report.unexpected().stream().filter(weights::containsKey).toList(),
                List.of()));
    }

    /**
     * Checks that the number of the decoder's heads is known.
     *
     * @throws WeightsException if it must be given
     */
    void requireDecoderHeads() throws WeightsException {
        try {
            shape.requireDecoderHeads();
        } catch (WeightsException e) {
            throw new WeightsException(path + ": " + e.getMessage());
        }
    }

    private void require(LoadReport report) throws WeightsException {
        report.requireComplete(path.toString());
    }
}
