package dev.pixio.distributed.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The files under {@code deploy/} of the checkout. */
final class DeploymentFiles {

    private DeploymentFiles() {}

    static Path path(String name) {
        Path deploy = Path.of("..", "deploy");
        return (Files.isDirectory(deploy) ? deploy : Path.of("..", "..", "deploy")).resolve(name);
    }

    /** The documents of a YAML file, with anchors resolved; a key that occurs twice is refused. */
    static List<JsonNode> documents(String name) throws IOException {
        Load yaml = new Load(LoadSettings.builder()
                .setAllowDuplicateKeys(false)
                .setLabel(name)
                .build());
        List<JsonNode> documents = new ArrayList<>();
        for (Object document : yaml.loadAllFromString(Files.readString(path(name)))) {
            documents.add(JsonMapper.shared().valueToTree(document));
        }
        return documents;
    }

    /** The document of a kind. */
    static JsonNode document(String name, String kind) throws IOException {
        return documents(name).stream()
                .filter(document -> document.path("kind").asString().equals(kind))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " has no " + kind));
    }
}
