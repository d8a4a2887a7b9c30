package dev.pixio.weights;

import dev.pixio.model.config.PixioConfig;
import dev.pixio.weights.config.HuggingFaceConfig;
import dev.pixio.weights.config.HuggingFaceProcessor;
import dev.pixio.weights.config.ModelShape;
import dev.pixio.weights.config.StatedHeads;
import dev.pixio.weights.config.StatedRotary;
import dev.pixio.weights.layout.StatedSize;
import dev.pixio.weights.tensor.WeightsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * The files of transformers beside weights: the configuration of the model and of its processor.
 *
 * @param config empty if the weights are not of transformers
 * @param processor empty if there is no such file
 */
record TransformersFolder(Optional<HuggingFaceConfig> config, Optional<HuggingFaceProcessor> processor) {

    /** The files of weights that are not of transformers. */
    static final TransformersFolder NONE = new TransformersFolder(Optional.empty(), Optional.empty());

    /** Reads the files beside weights. */
    static TransformersFolder beside(Path weights) throws IOException {
        return new TransformersFolder(
                Optional.of(HuggingFaceConfig.beside(weights)), HuggingFaceProcessor.beside(weights));
    }

    StatedHeads heads() {
        return config.map(json -> new StatedHeads(json.heads(), HuggingFaceConfig.NAME))
                .orElse(StatedHeads.NONE);
    }

    /** What the configuration says of rotary positions. */
    StatedRotary rotary() {
        return config.map(HuggingFaceConfig::rotary).orElse(StatedRotary.NONE);
    }

    /** The size of images that the configuration states. */
    Optional<StatedSize> imageSize() {
        return config.flatMap(HuggingFaceConfig::imageSize);
    }

    /** The weights for images that are normalised as in this project, under this project's names. */
    Map<String, Tensor> adapted(Map<String, Tensor> weights) {
        return processor.map(json -> json.adapted(weights)).orElse(weights);
    }

    /**
     * Checks that the configuration has the sizes of the weights.
     *
     * @throws WeightsException with the first setting that contradicts them
     */
    void requireSizes(PixioConfig model) throws WeightsException {
        if (config.isPresent()) {
            config.get().sizes().requireMatch(model);
        }
    }

    /** The shape with the epsilon of the layer norms, and with notes. */
    ModelShape applied(ModelShape shape) {
        if (config.isEmpty()) {
            return shape;
        }
        List<String> notes = new ArrayList<>();
        if (processor.isEmpty() && !config.get().isPixio()) {
            notes.add("there is no " + HuggingFaceProcessor.NAME
                    + " beside the weights: images are normalised by the mean and deviation of ImageNet");
        }
        processor.ifPresent(json -> {
            if (!json.isImageNet()) {
                notes.add("the patch projection is adapted from images of mean " + json.mean() + " and deviation "
                        + json.deviation() + " to those of ImageNet");
            }
            notes.addAll(json.notes());
        });
        return shape.with(config.get().normEpsilon().orElse(shape.normEpsilon()), shape.notes())
                .noted(notes);
    }
}
