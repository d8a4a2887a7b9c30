package dev.pixio.weights.config;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Adds the settings that older versions did not write to the JSON of a {@link dev.pixio.model.config.PixioConfig}. */
public final class ConfigMigration {

    private static final String POSITION_RESIZE = "positionResize";

    private ConfigMigration() {}

    /** Whether a setting has to be added. */
    public static boolean isOlder(JsonNode config) {
        return config instanceof ObjectNode && !config.has(POSITION_RESIZE);
    }

    /** Adds the missing settings: before it was a setting, positions were resized with antialiasing. */
    public static void complete(ObjectNode config) {
        if (isOlder(config)) {
            config.put(POSITION_RESIZE, "ANTIALIASED");
        }
    }
}
