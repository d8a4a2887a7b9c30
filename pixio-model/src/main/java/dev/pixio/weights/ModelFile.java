package dev.pixio.weights;

import dev.pixio.model.Pixio;
import dev.pixio.model.PixioConfig;
import dev.pixio.torch.Tensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A safetensors file with a whole model: its weights under this project's names, and its shape in the metadata, so that
 * nothing else is needed to use it.
 *
 * @param path where it is
 * @param config the model's shape
 * @param content what the file holds
 */
public record ModelFile(Path path, PixioConfig config, Safetensors content) {

    /** The metadata under which the model's shape stands, as JSON. */
    public static final String CONFIG = "pixio.config";

    /**
     * Saves a model.
     *
     * @param provenance what else should be known of it, such as the step and the recipe
     */
    public static void save(Path path, Pixio model, Map<String, String> provenance) throws IOException {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("format", "pt");
        metadata.put(CONFIG, JsonMapper.shared().writeValueAsString(model.config()));
        metadata.putAll(provenance);
        try (PointerScope scope = new PointerScope()) {
            Safetensors.write(path, Tensors.state(model), metadata);
        }
    }

    /**
     * Opens a model that {@link #save} wrote.
     *
     * @throws WeightsException if it is no such file
     */
    public static ModelFile open(Path path) throws IOException {
        Safetensors content = Safetensors.read(path);
        String config = content.metadata().get(CONFIG);
        if (config == null) {
            throw new WeightsException(
                    path + " was not saved by Pixio: its metadata has no '" + CONFIG + "', the model's shape");
        }
        try {
            return new ModelFile(path, JsonMapper.shared().readValue(config, PixioConfig.class), content);
        } catch (JacksonException e) {
            throw new WeightsException(path + " describes its model wrongly: " + e.getOriginalMessage());
        }
    }

    /** Whether it can reconstruct, or only encode. */
    public boolean hasDecoder() {
        return content.tensors().containsKey("decoder.mask_token");
    }

    /**
     * The whole model, on the CPU.
     *
     * @throws WeightsException if the file has no decoder, or does not fit the shape it names
     */
    public Pixio load() throws WeightsException {
        if (!hasDecoder()) {
            throw new WeightsException(path + " holds an encoder without a decoder, so it cannot reconstruct pictures");
        }
        Pixio model = new Pixio(config, 0);
        LoadReport.copyInto(model, content.tensors()).requireComplete(path.toString());
        return model;
    }
}
