package dev.pixio.weights.config;

import dev.pixio.model.config.EncoderOptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Adds the settings that older versions did not write to the JSON of a {@link dev.pixio.model.config.PixioConfig}. */
public final class ConfigMigration {

    private static final String POSITION_RESIZE = "positionResize";
    private static final String ENCODER = "encoder";
    private static final String OPTIONS = "options";

    private ConfigMigration() {}

    private static boolean lacksOptions(JsonNode config) {
        return config.path(ENCODER) instanceof ObjectNode encoder && !encoder.has(OPTIONS);
    }

    /**
     * Adds the missing settings: before they were settings, positions were resized with antialiasing, and encoders were those of a
     * Pixio.
     */
    public static void complete(ObjectNode config) {
        if (!config.has(POSITION_RESIZE)) {
            config.put(POSITION_RESIZE, "ANTIALIASED");
        }
        if (lacksOptions(config) && config.get(ENCODER) instanceof ObjectNode encoder) {
            encoder.set(OPTIONS, JsonMapper.shared().valueToTree(EncoderOptions.NONE));
        }
    }
}
