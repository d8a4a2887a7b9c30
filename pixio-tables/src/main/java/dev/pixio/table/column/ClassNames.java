package dev.pixio.table.column;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The names of classes that Hugging Face's data sets store beside their numbers. */
public final class ClassNames {

    /** The key of the metadata that have them. */
    public static final String KEY = "huggingface";

    private ClassNames() {}

    /**
     * The names of a column's numbers from 0; empty if there are none.
     *
     * @param json of the metadata
     */
    public static List<String> of(String json, String column) {
        List<String> names = new ArrayList<>();
        try {
            JsonNode feature = JsonMapper.shared()
                    .readTree(json)
                    .path("info")
                    .path("features")
                    .path(column);
            for (JsonNode name : feature.path("names")) {
                names.add(name.asString());
            }
        } catch (JacksonException e) {
            return List.of(); // numbers alone are classes as well
        }
        return List.copyOf(names);
    }
}
