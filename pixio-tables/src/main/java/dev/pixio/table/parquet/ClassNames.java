package dev.pixio.table.parquet;

import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The names of classes that Hugging Face's data sets store beside their numbers. */
final class ClassNames {

    private ClassNames() {}

    /** The names of a column's numbers from 0; empty if the file has none. */
    static List<String> of(FileMetaData footer, String column) {
        if (!footer.isSetKey_value_metadata()) {
            return List.of();
        }
        for (KeyValue entry : footer.getKey_value_metadata()) {
            if (entry.getKey().equals("huggingface") && entry.isSetValue()) {
                return of(entry.getValue(), column);
            }
        }
        return List.of();
    }

    private static List<String> of(String json, String column) {
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
