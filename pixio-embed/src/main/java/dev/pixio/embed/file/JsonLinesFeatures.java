package dev.pixio.embed.file;

import dev.pixio.embed.log.FeatureFileException;
import dev.pixio.embed.log.FeatureHeader;
import dev.pixio.embed.log.FeatureLog;
import dev.pixio.embed.log.FeatureNumber;
import dev.pixio.embed.log.FeatureSink;
import dev.pixio.io.DurableFile.StreamContent;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON Lines: one object per line; the header is in a JSON file beside it. */
final class JsonLinesFeatures implements FeatureFormat.FeatureFile {

    private static final String PATH = "path";
    private static final String FEATURES = "features";

    @Override
    public void write(Path path, FeatureLog log) throws IOException {
        FeatureNumber number = log.header().number();
        StreamContent lines = out -> log.forEach((name, row) -> {
            try (JsonGenerator json = JsonMapper.shared()
                    .writer()
                    .without(StreamWriteFeature.AUTO_CLOSE_TARGET)
                    .without(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
                    .createGenerator(out)) {
                json.writeStartObject();
                json.writeStringProperty(PATH, name);
                json.writeArrayPropertyStart(FEATURES);
                while (row.hasRemaining()) {
                    json.writeNumber(number.get(row));
                }
                json.writeEndArray();
                json.writeEndObject();
            }
            out.write("\n".getBytes(StandardCharsets.US_ASCII));
        });
        StagedFeatureFile.writePair(path, lines, SidecarFile.of(path), SidecarFile.of(log.header()));
    }

    @Override
    public FeatureHeader header(Path path) throws IOException {
        return SidecarFile.header(path);
    }

    @Override
    public void read(Path path, FeatureHeader header, FeatureSink sink) throws IOException {
        ByteBuffer row = ByteBuffer.allocate(header.rowBytes()).order(ByteOrder.LITTLE_ENDIAN);
        long number = 0;
        try (BufferedReader lines = Files.newBufferedReader(path)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String part = "line " + ++number;
                JsonNode object = object(path, part, line);
                JsonNode name = object.path(PATH);
                JsonNode features = object.path(FEATURES);
                if (!name.isString()) {
                    throw FeatureFileException.invalid(path, part + " has no path");
                }
                if (features.size() != header.origin().dimension()) {
                    throw FeatureFileException.invalid(
                            path,
                            part + " has " + features.size() + " numbers, not "
                                    + header.origin().dimension());
                }
                put(features, header.number(), row.clear());
                if (row.hasRemaining()) {
                    throw FeatureFileException.invalid(path, part + " has a value that is not a number");
                }
                sink.accept(name.asString(), row.flip());
            }
        }
    }

    private static JsonNode object(Path path, String part, String line) throws IOException {
        try {
            return JsonMapper.shared().readTree(line);
        } catch (JacksonException e) {
            throw FeatureFileException.noJson(path, part, e);
        }
    }

    /** Puts numbers, up to a value that is none. */
    private static void put(JsonNode features, FeatureNumber number, ByteBuffer row) {
        for (JsonNode value : features) {
            if (!value.isNumber()) {
                return;
            }
            // Not through a double: rounding twice may give an adjacent float.
            number.put(row, Float.parseFloat(value.asString()));
        }
    }
}
