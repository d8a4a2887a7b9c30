package dev.pixio.weights;

import dev.pixio.io.OutputFile;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.EncoderOptions;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.Normalization;
import dev.pixio.nn.option.LayerScale;
import dev.pixio.weights.config.HuggingFaceConfig;
import dev.pixio.weights.layout.HuggingFaceLayout;
import dev.pixio.weights.layout.LightlyLayout;
import dev.pixio.weights.layout.WeightLayout;
import dev.pixio.weights.safetensors.SafetensorsWriter;
import dev.pixio.weights.tensor.TensorBytes;
import dev.pixio.weights.tensor.WeightsException;
import dev.pixio.weights.torchfile.TorchWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/**
 * The weights of a model in another layout, ready to be written. The caller, or the scope around the call, closes its tensors.
 *
 * @param source the model that is converted
 * @param plan the layout, dtype and parts to write
 * @param tensors under the names of the new layout, not yet converted to the new dtype
 * @param omitted names in this project of the weights that the plan or the layout excludes: those of the decoder
 * @param added names of tensors of zeros that the other library has and does not use; with them it loads the file strictly
 */
public record Conversion(
        ModelFile source, ConversionPlan plan, Map<String, Tensor> tensors, List<String> omitted, List<String> added) {

    private static final String DECODER = "decoder.";

    private static final Set<String> DESCRIPTIONS = Set.of(ModelFile.CONFIG, ModelFile.TASK, ModelFile.TEACHER);

    /** What to do with a file or folder that already exists. */
    public enum Existing {
        REFUSE,
        REPLACE
    }

    /**
     * Renames, concatenates and splits tensors; writes nothing.
     *
     * @throws WeightsException if weights are missing or left over, the layout does not support a model of this shape, or a
     *     finite number is too large for the dtype
     */
    public static Conversion of(ModelFile source, ConversionPlan plan) throws WeightsException {
        source.requireUsable();
        requireFits(source.config(), plan.layout());
        if (plan.layout() == WeightLayout.TIMM
                && source.config().encoder().options().positions().rotates()) {
            requireNoKeyBias(source);
        }
        boolean whole =
                plan.parts() == ConversionPlan.Parts.ALL && plan.layout().hasDecoder();
        if (whole && source.hasDecoder()) {
            source.requireDecoderHeads();
        }
        Map<String, Tensor> kept = new LinkedHashMap<>(source.weights());
        kept.keySet().removeIf(name -> name.startsWith(DECODER) && !whole);
        List<String> omitted = source.weights().keySet().stream()
                .filter(name -> !kept.containsKey(name))
                .toList();
        Map<String, Tensor> tensors = new LinkedHashMap<>(plan.layout().fromPixio(kept));
        Map<String, Tensor> zeros = new LinkedHashMap<>();
        Tensor like = source.weights().get("encoder.class_tokens");
        boolean lightly = plan.layout() == WeightLayout.LIGHTLY || plan.layout() == WeightLayout.LIGHTLY_SPLIT;
        if (lightly && source.hasDecoder() && whole && like != null) {
            zeros.putAll(
                    LightlyLayout.unused(source.config(), like.scalar_type().intern()));
        }
        if (plan.layout() == WeightLayout.HUGGINGFACE && like != null) {
            zeros.putAll(
                    HuggingFaceLayout.unused(source.config(), like.scalar_type().intern()));
        }
        tensors.putAll(zeros);
        FiniteWeights.requireRepresentable(source.path(), tensors, plan.dtype());
        return new Conversion(source, plan, tensors, omitted, List.copyOf(zeros.keySet()));
    }

    /** Other libraries do not support every shape. */
    private static void requireFits(PixioConfig config, WeightLayout layout) throws WeightsException {
        boolean square = config.grid().rows() == config.grid().columns();
        boolean rotary = config.encoder().options().positions().rotates(); // no table, and so no grid, in the file
        boolean supportsRectangular = layout == WeightLayout.PIXIO
                || layout == WeightLayout.TIMM
                || (layout == WeightLayout.HUGGINGFACE && rotary);
        if (!square && !supportsRectangular) {
            throw new WeightsException("the layout " + layout + " supports only square images; this model's have "
                    + config.grid().height() + " x " + config.grid().width() + " pixels");
        }
        int classTokens = config.encoder().classTokens();
        if (layout == WeightLayout.MAE && classTokens != 1) {
            throw new WeightsException("the layout mae has 1 class token; this model has " + classTokens);
        }
        if (layout == WeightLayout.HUGGINGFACE) {
            HuggingFaceConfig.requireFits(config);
        }
        EncoderOptions options = config.encoder().options();
        boolean supportsOptions = List.of(WeightLayout.PIXIO, WeightLayout.TIMM, WeightLayout.HUGGINGFACE)
                .contains(layout);
        if (!options.equals(EncoderOptions.NONE) && !supportsOptions) {
            throw new WeightsException(
                    "the layout " + layout + " has no registers, scaled branches, gated MLPs or rotary"
                            + " positions; pixio, timm and huggingface have them");
        }
        if (layout == WeightLayout.TIMM) {
            requireFitsTimm(config.encoder());
        }
    }

    /** timm's file says by its names alone what the encoder has. */
    private static void requireFitsTimm(EncoderConfig encoder) throws WeightsException {
        EncoderOptions options = encoder.options();
        boolean scaled = options.layerScale() == LayerScale.PER_CHANNEL;
        if (scaled ? encoder.classTokens() > 1 : options.registers() > 0) {
            throw new WeightsException(
                    scaled
                            ? "an encoder with scaled branches has one class token in timm; this model has "
                                    + encoder.classTokens()
                            : "registers in timm would be read as class tokens, because branches are not scaled");
        }
        if (options.positions().rotates() && !(scaled && options.registers() > 0)) {
            throw new WeightsException(
                    "an encoder with rotary positions has scaled branches and registers in timm; this model does not");
        }
    }

    /** timm's encoders with rotary positions have no bias of keys. */
    private static void requireNoKeyBias(ModelFile source) throws WeightsException {
        int width = source.config().encoder().width();
        for (Map.Entry<String, Tensor> entry : source.weights().entrySet()) {
            if (entry.getKey().matches("encoder\\.blocks\\.\\d+\\.attention\\.qkv\\.bias")
                    && entry.getValue().narrow(0, width, width).any().item_bool()) {
                throw new WeightsException("timm's encoders with rotary positions have no bias of keys; '"
                        + entry.getKey() + "' has one that is not zero");
            }
        }
    }

    /** The size of all tensors in bytes, in the dtype in which they are written. */
    public long bytes() {
        return tensors.values().stream()
                .mapToLong(tensor -> TensorBytes.count(tensor, plan.dtype()))
                .sum();
    }

    /**
     * Writes a folder for {@link WeightLayout#HUGGINGFACE}, otherwise a {@code .safetensors} or {@code .pth} file. An existing
     * one is replaced when all is written.
     *
     * @throws WeightsException if the path exists and must not be replaced, or has another file extension
     */
    public void write(Path to, Existing existing) throws IOException {
        requireWritable(to, plan.layout(), existing);
        requireInputKept(to);
        OutputFile.createFolderOf(to);
        if (plan.layout() == WeightLayout.HUGGINGFACE) {
            new HuggingFaceFolder(this, metadata()).write(to);
        } else if (isTorch(to)) {
            TorchWriter.write(to, tensors, plan.dtype());
        } else {
            SafetensorsWriter.write(to, tensors, metadata(), plan.dtype());
        }
    }

    /** How images are read is metadata of a safetensors file; other files would be read as models of photographs. */
    private void requireInputKept(Path to) throws WeightsException {
        String input = source.content().metadata().get(ModelFile.INPUT);
        if (input != null && (plan.layout() == WeightLayout.HUGGINGFACE || isTorch(to))) {
            throw new WeightsException(to + " has no place for how the model's images are read (" + input
                    + "): convert to a .safetensors file");
        }
    }

    /**
     * Checks that {@link #write} can write there. Called before the weights are read.
     *
     * @throws IOException with the reason
     */
    public static void requireWritable(Path to, WeightLayout layout, Existing existing) throws IOException {
        boolean folder = layout == WeightLayout.HUGGINGFACE;
        if (!folder && !isTorch(to) && !extension(to).equals("safetensors")) {
            throw new WeightsException(to + " must end in .safetensors or .pth");
        }
        if (folder ? Files.isRegularFile(to) : Files.isDirectory(to)) {
            throw new WeightsException(to + " is a " + (folder ? "file; transformers needs a folder" : "folder"));
        }
        OutputFile.requireFolderOf(to);
        boolean exists = folder ? HuggingFaceFolder.holdsModel(to) : Files.exists(to);
        if (exists && existing == Existing.REFUSE) {
            throw new WeightsException(to + (folder ? " already contains a model" : " already exists")
                    + "; choose another path, or use --overwrite to replace it");
        }
    }

    private static boolean isTorch(Path to) {
        return List.of("pth", "pt", "bin").contains(extension(to));
    }

    private static String extension(Path to) {
        String name = String.valueOf(to.getFileName());
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    /** Where the model is from; what describes a head stays behind, as the head does. */
    private Map<String, String> metadata() {
        Map<String, String> provenance = new LinkedHashMap<>();
        source.content().metadata().forEach((name, text) -> {
            if (name.startsWith("pixio.") && !DESCRIPTIONS.contains(name)) {
                provenance.put(name, text);
            }
        });
        if (source.shape().normEpsilon() != Normalization.EPSILON) {
            provenance.put(
                    ModelFile.NORM_EPSILON, Double.toString(source.shape().normEpsilon()));
        }
        return ModelFile.metadata(source.config(), provenance);
    }
}
