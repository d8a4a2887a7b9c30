package dev.pixio.weights;

import dev.pixio.model.config.PixioConfig;
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
import org.bytedeco.pytorch.Tensor;

/**
 * A model's weights in another layout, ready to be written. Its tensors belong to the caller, or to the scope around the call.
 *
 * @param source what is converted
 * @param plan what it becomes
 * @param tensors by the new layout's names, not yet in the new number format
 * @param omitted this project's names of what the plan or the layout has no place for: the decoder
 * @param added zeros that the other library holds and no pass uses, so that it loads the file strictly
 */
public record Conversion(
        ModelFile source, ConversionPlan plan, Map<String, Tensor> tensors, List<String> omitted, List<String> added) {

    private static final String DECODER = "decoder.";

    /** What to do with a file or folder that is there already. */
    public enum Existing {
        REFUSE,
        REPLACE
    }

    /**
     * Renames, joins and cuts; reads nothing and writes nothing yet.
     *
     * @throws WeightsException if something is missing or left over, or the layout cannot hold a model of this shape
     */
    public static Conversion of(ModelFile source, ConversionPlan plan) throws WeightsException {
        source.requireUsable();
        requireFits(source.config(), plan.layout());
        boolean whole =
                plan.parts() == ConversionPlan.Parts.ALL && plan.layout().hasDecoder();
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
        tensors.putAll(zeros);
        return new Conversion(source, plan, tensors, omitted, List.copyOf(zeros.keySet()));
    }

    /** What other libraries cannot be told. */
    private static void requireFits(PixioConfig config, WeightLayout layout) throws WeightsException {
        boolean square = config.grid().rows() == config.grid().columns();
        boolean takesOblong = layout == WeightLayout.PIXIO || layout == WeightLayout.TIMM;
        if (!square && !takesOblong) {
            throw new WeightsException("the layout " + layout + " takes square images alone; this model's have "
                    + config.grid().height() + " x " + config.grid().width() + " pixels");
        }
        int classTokens = config.encoder().classTokens();
        if (layout == WeightLayout.MAE && classTokens != 1) {
            throw new WeightsException("the layout mae has 1 class token; this model has " + classTokens);
        }
        double ratio = config.encoder().mlpRatio();
        if (layout == WeightLayout.HUGGINGFACE && ratio != Math.rint(ratio)) {
            throw new WeightsException("transformers takes whole MLP ratios alone; this model's is " + ratio);
        }
    }

    /** Bytes of all tensors, as they will be written. */
    public long bytes() {
        return tensors.values().stream()
                .mapToLong(tensor -> TensorBytes.count(tensor, plan.dtype()))
                .sum();
    }

    /**
     * Writes it: a folder for {@link WeightLayout#HUGGINGFACE}, else a {@code .safetensors} or {@code .pth} file. What is there
     * stays as it was until all is written.
     *
     * @throws WeightsException if it must not replace what is there, or the ending is another
     */
    public void write(Path to, Existing existing) throws IOException {
        requireWritable(to, plan.layout(), existing);
        if (to.toAbsolutePath().getParent() != null) {
            Files.createDirectories(to.toAbsolutePath().getParent());
        }
        if (plan.layout() == WeightLayout.HUGGINGFACE) {
            new HuggingFaceFolder(this, metadata()).write(to);
        } else if (isTorch(to)) {
            TorchWriter.write(to, tensors, plan.dtype());
        } else {
            SafetensorsWriter.write(to, tensors, metadata(), plan.dtype());
        }
    }

    /**
     * Whether {@link #write} would write there, to be asked before anything is read.
     *
     * @throws WeightsException that says why not
     */
    public static void requireWritable(Path to, WeightLayout layout, Existing existing) throws WeightsException {
        boolean folder = layout == WeightLayout.HUGGINGFACE;
        if (!folder && !isTorch(to) && !ending(to).equals("safetensors")) {
            throw new WeightsException(to + " must end in .safetensors or .pth");
        }
        if (folder ? Files.isRegularFile(to) : Files.isDirectory(to)) {
            throw new WeightsException(to + " is a " + (folder ? "file, and transformers wants a folder" : "folder"));
        }
        boolean taken = folder ? HuggingFaceFolder.holdsModel(to) : Files.exists(to);
        if (taken && existing == Existing.REFUSE) {
            throw new WeightsException(to + (folder ? " holds a model already" : " is there already")
                    + "; choose another, or --overwrite to replace it");
        }
    }

    private static boolean isTorch(Path to) {
        return List.of("pth", "pt", "bin").contains(ending(to));
    }

    private static String ending(Path to) {
        String name = String.valueOf(to.getFileName());
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    private Map<String, String> metadata() {
        Map<String, String> known = new LinkedHashMap<>();
        source.content().metadata().forEach((name, text) -> {
            if (name.startsWith("pixio.") && !name.equals(ModelFile.CONFIG)) {
                known.put(name, text);
            }
        });
        return ModelFile.metadata(source.config(), known);
    }
}
