package dev.pixio.weights.config;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Fills in what older versions did not write of a {@link dev.pixio.model.config.PixioConfig}. */
public final class ConfigMigration {

    private static final String POSITION_RESIZE = "positionResize";

    private ConfigMigration() {}

    /** Whether something has to be filled in. */
    public static boolean isOlder(JsonNode config) {
        return config instanceof ObjectNode && !config.has(POSITION_RESIZE);
    }

    /** The same, complete: before there was a choice, positions were resized with antialiasing. */
    public static void complete(ObjectNode config) {
        if (isOlder(config)) {
            config.put(POSITION_RESIZE, "ANTIALIASED");
        }
    }
}
