package dev.pixio.downstream.model;

import dev.pixio.downstream.feature.BlockTokens;
import dev.pixio.downstream.head.ClassificationHead;
import dev.pixio.downstream.head.DenseHead;
import dev.pixio.downstream.head.Phase;
import dev.pixio.downstream.head.TaskHead;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.io.OutputFile;
import dev.pixio.model.Encoder;
import dev.pixio.model.Features;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.Initialization;
import dev.pixio.torch.Tensors;
import dev.pixio.weights.ModelFile;
import dev.pixio.weights.safetensors.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;

/**
 * An encoder with a head, and what is needed to predict: the task, names of classes, input size and normalisation. It is saved as one
 * {@code .safetensors} file, whose tensors are {@code encoder.*} and {@code head.*} and whose metadata has the shape of the model
 * ({@link ModelFile#CONFIG}) and the description ({@link ModelFile#TASK}) as JSON. The same file is an encoder for all commands that
 * take one.
 *
 * <p>As a module it has the parameters of both parts under the names of the file, for optimizers and checkpoints. Create it outside of
 * any pointer scope that closes before it.
 */
public final class TaskModel extends Module {

    private final PixioConfig config;
    private final TaskSpec spec;
    private final Encoder encoder;
    private final TaskHead head;

    /**
     * Puts an encoder and a head together.
     *
     * @param config of the encoder; its decoder and mask are kept for the file only
     * @param head as {@link HeadSpec#create} makes it for this description
     * @throws IllegalArgumentException if the patch size does not divide the size of the input, the encoder has too few blocks,
     *     or it takes images of other channels
     */
    public TaskModel(PixioConfig config, TaskSpec spec, Encoder encoder, TaskHead head) {
        super("TaskModel");
        int patch = config.grid().patchSize();
        if (spec.input().height() % patch != 0 || spec.input().width() % patch != 0) {
            throw new IllegalArgumentException("the input of " + spec.input().height() + " x "
                    + spec.input().width() + " pixels is not a multiple of the patch size " + patch);
        }
        if (spec.images().channels() != config.grid().channels()) {
            throw new IllegalArgumentException(
                    "the images have " + spec.images().channels() + " channels, and the encoder takes "
                            + config.grid().channels());
        }
        spec.head().blocks(config.encoder().depth());
        this.config = config;
        this.spec = spec;
        this.encoder = register_module("encoder", encoder);
        this.head = head;
        register_module("head", head.module());
    }

    /** An encoder with a new head, for training. */
    public static TaskModel withNewHead(
            PixioConfig config, TaskSpec spec, Encoder encoder, Initialization initialization) {
        TaskHead head = spec.head().create(config.encoder(), spec.task().outputs(), initialization);
        return new TaskModel(config, spec, encoder, head);
    }

    /**
     * Reads a model, in fp32 on the CPU, in the caller's scope.
     *
     * @param path a file, the folder of a run (its newest checkpoint) or of a checkpoint, or a folder of {@code evaluate --out}
     * @throws dev.pixio.weights.tensor.WeightsException in one line: there is none, it has no head, or it is damaged
     */
    public static TaskModel read(Path path) throws IOException {
        return TaskModelFile.open(path).load();
    }

    /**
     * The metadata of the model's file.
     *
     * @param provenance more of it, such as the step
     */
    public Map<String, String> metadata(Map<String, String> provenance) {
        Map<String, String> all = new LinkedHashMap<>(ModelFile.metadata(config, provenance));
        double epsilon = encoder.finalNorm().options().eps().get();
        all.put(ModelFile.NORM_EPSILON, Double.toString(epsilon));
        all.put(ModelFile.TASK, TaskJson.write(spec));
        if (!spec.images().equals(ImageInput.RGB)) {
            all.put(ModelFile.INPUT, spec.images().toText());
        }
        return all;
    }

    /**
     * Saves the model. If writing fails, an existing file is unchanged.
     *
     * @param path {@code .safetensors}; its folder is created
     */
    public void write(Path path, Map<String, String> provenance) throws IOException {
        OutputFile.createFolderOf(path);
        try (PointerScope scope = new PointerScope()) {
            Safetensors.write(path, Tensors.state(this), metadata(provenance));
        }
    }

    /**
     * The scores of the head, recorded by autograd.
     *
     * @param features of {@link #blocks}, after the encoder's final norm
     * @param height of the images in pixels
     * @param width of the images in pixels
     * @return before softmax or sigmoid, in the caller's scope: float {@code [B, classes]} of classification, otherwise
     *     {@code [B, outputs, height, width]}
     */
    public Tensor scores(List<Features> features, int height, int width, Phase phase) {
        if (head instanceof DenseHead dense) {
            return dense.forward(BlockTokens.of(features).maps(), height, width, phase);
        }
        return ((ClassificationHead) head).forward(features.get(0));
    }

    /** The blocks that the head reads, from 1, ascending. */
    public List<Integer> blocks() {
        return spec.head().blocks(config.encoder().depth());
    }

    /** The shape of the encoder. */
    public PixioConfig config() {
        return config;
    }

    /** What the model predicts and from what. */
    public TaskSpec spec() {
        return spec;
    }

    /** The encoder. */
    public Encoder encoder() {
        return encoder;
    }

    /** The head. */
    public TaskHead head() {
        return head;
    }
}
