package dev.pixio.embed.file;

import dev.pixio.embed.log.FeatureFileException;
import dev.pixio.embed.log.FeatureHeader;
import dev.pixio.embed.log.FeatureLog;
import dev.pixio.io.DurableFile.StreamContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Header and paths for formats that cannot store them, as JSON in a file with {@code .json} appended to the name. */
final class SidecarFile {

    private static final String PATHS = "paths";

    private SidecarFile() {}

    static Path of(Path path) {
        return path.resolveSibling(path.getFileName() + ".json");
    }

    /** The header alone. */
    static StreamContent of(FeatureHeader header) {
        return out -> {
            try (JsonGenerator json = JsonMapper.shared().createGenerator(out)) {
                json.writeStartObject();
                json.writePOJOProperty(FeatureHeader.NAME, header);
                json.writeEndObject();
            }
        };
    }

    /** The header, and the paths of all rows. */
    static StreamContent withPaths(FeatureLog log) {
        return out -> {
            try (JsonGenerator json = JsonMapper.shared().createGenerator(out)) {
                json.writeStartObject();
                json.writePOJOProperty(FeatureHeader.NAME, log.header());
                json.writeArrayPropertyStart(PATHS);
                log.forEach((name, row) -> json.writeString(name));
                json.writeEndArray();
                json.writeEndObject();
            }
        };
    }

    static FeatureHeader header(Path path) throws IOException {
        JsonNode header = read(path).path(FeatureHeader.NAME);
        return FeatureHeader.parse(path, header.toString());
    }

    static List<String> paths(Path path) throws IOException {
        List<String> paths = new ArrayList<>();
        for (JsonNode name : read(path).path(PATHS)) {
            if (!name.isString()) {
                throw FeatureFileException.invalid(path, of(path).getFileName() + " has a path that is not a text");
            }
            paths.add(name.asString());
        }
        return paths;
    }

    private static JsonNode read(Path path) throws IOException {
        Path side = of(path);
        if (!Files.isRegularFile(side)) {
            throw FeatureFileException.invalid(path, "there is no " + side.getFileName() + " beside it");
        }
        try {
            return JsonMapper.shared().readTree(Files.readAllBytes(side));
        } catch (JacksonException e) {
            throw FeatureFileException.noJson(path, String.valueOf(side.getFileName()), e);
        }
    }
}
