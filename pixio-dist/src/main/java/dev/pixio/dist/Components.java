package dev.pixio.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The components of an archive with their licences, as CycloneDX's plugin for Maven lists them. */
final class Components {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final ObjectNode bom;

    private Components(ObjectNode bom) {
        this.bom = bom;
    }

    /** Reads a list in CycloneDX's JSON. */
    static Components read(Path file) throws IOException {
        return new Components((ObjectNode) JSON.readTree(Files.readString(file)));
    }

    /** Adds the Java runtime, which is not a dependency of Maven. */
    void addRuntime(String name) {
        ObjectNode runtime = JSON.createObjectNode();
        runtime.put("type", "platform").put("name", name);
        runtime.putArray("licenses").addObject().put("expression", "GPL-2.0-only WITH Classpath-exception-2.0");
        bom.withArray("components").add(runtime);
    }

    /**
     * The licences of each component by its name and version.
     *
     * @throws IOException if a component has none
     */
    Map<String, String> licences() throws IOException {
        Map<String, String> licences = new TreeMap<>();
        for (JsonNode component : bom.withArray("components")) {
            String name = component.path("group").asString("") + ":"
                    + component.path("name").asString("") + " "
                    + component.path("version").asString("");
            List<String> found = new ArrayList<>();
            for (JsonNode entry : component.path("licenses")) {
                JsonNode license = entry.path("license");
                found.add(entry.path("expression")
                        .asString(
                                license.path("id").asString(license.path("name").asString(""))));
            }
            if (found.isEmpty()) {
                throw new IOException(name + " names no licence in its POM");
            }
            licences.put(name.replaceAll("^:", "").strip(), String.join(" or ", found));
        }
        return licences;
    }

    /** Writes the list. */
    void write(Path file) throws IOException {
        Files.writeString(file, JSON.writeValueAsString(bom) + "\n");
    }
}
