package dev.pixio.embed;

import dev.pixio.image.raster.ImageInput;
import dev.pixio.weights.ModelFile;
import dev.pixio.weights.ModelLocation;
import dev.pixio.weights.file.WeightFile;
import dev.pixio.weights.tensor.WeightsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;

/** Reads from the file of a model which channels and which scale its images have. */
public final class EncoderInput {

    private EncoderInput() {}

    /** What weights state, read without opening the model; photographs if they state nothing or cannot be read, which is an error later. */
    public static ImageInput stated(Path weights) {
        try (PointerScope scope = new PointerScope()) {
            String text = WeightFile.open(ModelLocation.of(weights)).metadata().get(ModelFile.INPUT);
            return text == null ? ImageInput.RGB : ImageInput.parse(text);
        } catch (IOException | RuntimeException e) {
            return ImageInput.RGB;
        }
    }

    /**
     * The input that a training saved with its weights; of other weights, photographs.
     *
     * @throws WeightsException if the file does not state it and the model has not 3 channels, or if it is damaged
     */
    public static ImageInput of(ModelFile file) throws WeightsException {
        int channels = file.config().grid().channels();
        Optional<String> stated = text(file);
        if (stated.isEmpty()) {
            if (channels != ImageInput.RGB.channels()) {
                throw new WeightsException(file.path() + ": the model takes images of " + channels
                        + (channels == 1 ? " channel" : " channels") + ", and its metadata has no '" + ModelFile.INPUT
                        + "' that says how they are scaled");
            }
            return ImageInput.RGB;
        }
        try {
            ImageInput input = ImageInput.parse(stated.get());
            if (input.channels() == channels) {
                return input;
            }
            throw new WeightsException(file.path() + ": its " + ModelFile.INPUT + " has " + input.channels()
                    + " channels, and its patch projection " + channels);
        } catch (IllegalArgumentException e) {
            throw new WeightsException(file.path() + ": its " + ModelFile.INPUT + " is invalid: " + e.getMessage());
        }
    }

    private static Optional<String> text(ModelFile file) {
        return Optional.ofNullable(file.content().metadata().get(ModelFile.INPUT));
    }
}
