package dev.pixio.serve;

import dev.pixio.serve.request.Endpoint;
import dev.pixio.serve.request.RequestLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The description of the endpoints for programs, in the format of OpenAPI 3. */
final class OpenApi {

    private static final String RESOURCE = "openapi.json";

    private OpenApi() {}

    /** The document of a server: without the paths that it lacks, and with its limits. */
    static ObjectNode document(List<Endpoint> endpoints, RequestLimits limits) {
        ObjectNode document = read();
        Set<String> served = endpoints.stream().map(Endpoint::path).collect(Collectors.toSet());
        ObjectNode paths = (ObjectNode) document.required("paths");
        List<String> others = paths.propertyNames().stream()
                .filter(path -> !served.contains(path))
                .toList();
        paths.remove(others);
        ObjectNode info = (ObjectNode) document.required("info");
        info.put(
                "description",
                String.format(
                        Locale.ROOT,
                        "%s A request has at most %d images and %,d bytes, an image at most %,d pixels.",
                        info.required("description").stringValue(),
                        limits.images(),
                        limits.bodyBytes(),
                        limits.pixels()));
        return document;
    }

    /** With all paths. */
    static ObjectNode read() {
        try (InputStream in = OpenApi.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("missing resource " + RESOURCE);
            }
            return (ObjectNode) JsonMapper.shared().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
