package dev.pixio.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.serve.batch.BatchSettings;
import dev.pixio.serve.request.RequestLimits;
import dev.pixio.serve.request.ServerAccess;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class OpenApiTest {

    @TempDir
    Path folder;

    @Test
    void theDocumentHasThePathsOfTheServer() throws Exception {
        for (Path weights : Set.of(TinyModels.encoder(folder), TinyModels.classifier(folder))) {
            try (InferenceServer server = InferenceServer.start(
                    ServedWeights.of(weights),
                    ServerAccess.loopback(0),
                    RequestLimits.defaults(),
                    BatchSettings.defaults())) {
                JsonNode document = Client.json(new Client(server.url()).get("/openapi.json"));

                Set<String> described = new TreeSet<>();
                document.required("paths")
                        .properties()
                        .forEach(path -> path.getValue()
                                .propertyNames()
                                .forEach(method ->
                                        described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
                assertThat(described)
                        .isEqualTo(server.endpoints().stream()
                                .map(endpoint -> endpoint.method() + " " + endpoint.path())
                                .collect(Collectors.toCollection(TreeSet::new)));
                assertThat(document.required("openapi").stringValue()).startsWith("3.0");
            }
        }
    }

    @Test
    void everyRequestMayBeRefusedForItsHostOrOrigin() {
        JsonNode paths = OpenApi.read().required("paths");

        paths.properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(method -> assertThat(
                                        method.getValue().required("responses").propertyNames())
                                .as(path.getKey())
                                .contains("403")));
        assertThat(paths.isEmpty()).isFalse();
    }

    @Test
    void everyReferenceResolves() {
        JsonNode document = OpenApi.document(List.of(), RequestLimits.defaults());

        Matcher references = Pattern.compile("\"\\$ref\":\"#([^\"]+)\"").matcher(document.toString());

        while (references.find()) {
            assertThat(document.at(references.group(1)).isMissingNode())
                    .as(references.group(1))
                    .isFalse();
        }
    }
}
