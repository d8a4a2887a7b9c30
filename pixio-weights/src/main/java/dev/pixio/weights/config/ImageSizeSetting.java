package dev.pixio.weights.config;

import dev.pixio.weights.layout.StatedSize;
import dev.pixio.weights.tensor.WeightsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the size of images in the {@code config.json} of transformers and of timm. */
public final class ImageSizeSetting {

    /** Larger ones are no sizes of images. */
    private static final int LARGEST_SIDE = 1 << 16;

    private static final int LARGEST_FILE = 1 << 20;

    private ImageSizeSetting() {}

    /** {@code image_size} of transformers: a number, or height and width. */
    static Optional<StatedSize> ofTransformers(JsonNode config) {
        return of(config.path("image_size"));
    }

    /**
     * The size in a {@code config.json} of timm in the folder of the weights: {@code img_size} of the model's arguments, otherwise {@code
     * input_size} of the pre-training, whose first number is that of the channels.
     *
     * @return empty if there is no such file, or it states no size
     * @throws WeightsException if the file is not JSON
     */
    public static Optional<StatedSize> besideTimm(Path weights) throws IOException {
        Path path = weights.resolveSibling(HuggingFaceConfig.NAME);
        if (!Files.isRegularFile(path) || Files.size(path) > LARGEST_FILE) {
            return Optional.empty();
        }
        JsonNode config;
        try {
            config = JsonMapper.shared().readTree(Files.readAllBytes(path));
        } catch (JacksonException e) {
            throw new WeightsException(path + " is not JSON: " + e.getOriginalMessage());
        }
        Optional<StatedSize> argument = of(config.path("model_args").path("img_size"));
        JsonNode input = config.path("pretrained_cfg").path("input_size");
        return argument.or(() -> input.size() == 3 ? of(input.path(1), input.path(2)) : Optional.empty());
    }

    private static Optional<StatedSize> of(JsonNode size) {
        if (!size.isArray()) {
            return of(size, size);
        }
        return size.size() == 1 || size.size() == 2 ? of(size.path(0), size.path(size.size() - 1)) : Optional.empty();
    }

    private static Optional<StatedSize> of(JsonNode height, JsonNode width) {
        boolean valid = isSide(height) && isSide(width);
        return valid ? Optional.of(new StatedSize(height.asInt(), width.asInt())) : Optional.empty();
    }

    private static boolean isSide(JsonNode side) {
        return side.isInt() && side.asInt() >= 1 && side.asInt() <= LARGEST_SIDE;
    }
}
