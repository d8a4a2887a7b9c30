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
        FeatureNumber number = header.number();
        ByteBuffer row = ByteBuffer.allocate(header.rowBytes()).order(ByteOrder.LITTLE_ENDIAN);
        try (BufferedReader lines = Files.newBufferedReader(path)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode object = JsonMapper.shared().readTree(line);
                JsonNode features = object.path(FEATURES);
                if (features.size() != header.origin().dimension()) {
                    throw FeatureFileException.invalid(
                            path,
                            "a line has " + features.size() + " numbers, not "
                                    + header.origin().dimension());
                }
                row.clear();
                // Not through a double: rounding twice may give an adjacent float.
                features.forEach(value -> number.put(row, Float.parseFloat(value.asString())));
                sink.accept(object.path(PATH).asString(), row.flip());
            }
        } catch (JacksonException e) {
            throw FeatureFileException.invalid(path, "a line is not JSON: " + e.getOriginalMessage());
        }
    }
}
