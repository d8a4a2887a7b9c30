package dev.pixio.embed.file;

import dev.pixio.embed.log.FeatureFileException;
import dev.pixio.embed.log.FeatureHeader;
import dev.pixio.embed.log.FeatureLog;
import dev.pixio.embed.log.FeatureNumber;
import dev.pixio.embed.log.FeatureSink;
import dev.pixio.io.DurableFile;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Safetensors, written and read row by row, so that features need not fit into memory. The paths are a tensor: metadata
 * are part of the header, which readers limit to 100 MB.
 *
 * @see <a href="https://huggingface.co/docs/safetensors">the format</a>
 */
final class SafetensorsFeatures implements FeatureFormat.FeatureFile {

    private static final String FEATURES = "features";
    private static final String PATHS = "paths";
    private static final String METADATA = "__metadata__";

    /** The longest header that readers accept, in bytes. */
    private static final int MAX_HEADER = 100_000_000;

    private static final int ALIGNMENT = 8;

    @Override
    public void write(Path path, FeatureLog log) throws IOException {
        byte[] paths = paths(log);
        DurableFile.writeStream(path, out -> {
            out.write(start(log, paths.length));
            log.forEach((name, row) -> StagedFeatureFile.copy(row, out));
            out.write(paths);
        });
    }

    private static byte[] paths(FeatureLog log) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JsonMapper.shared().createGenerator(bytes)) {
            json.writeStartArray();
            log.forEach((name, row) -> json.writeString(name));
            json.writeEndArray();
        }
        return bytes.toByteArray();
    }

    /** The bytes before the data. */
    private static byte[] start(FeatureLog log, long pathBytes) {
        FeatureHeader header = log.header();
        ObjectNode root = JsonMapper.shared().createObjectNode();
        root.putObject(METADATA).put(FeatureHeader.NAME, header.toJson());
        long end = log.rows() * header.rowBytes();
        ObjectNode features = root.putObject(FEATURES);
        features.put("dtype", header.number() == FeatureNumber.FP16 ? "F16" : "F32");
        ArrayNode shape = features.putArray("shape").add(log.rows());
        header.origin().shape().forEach(shape::add);
        features.putArray("data_offsets").add(0).add(end);
        ObjectNode paths = root.putObject(PATHS);
        paths.put("dtype", "U8").putArray("shape").add(pathBytes);
        paths.putArray("data_offsets").add(end).add(end + pathBytes);
        byte[] json = root.toString().getBytes(StandardCharsets.UTF_8);
        int padded = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        ByteBuffer start = ByteBuffer.allocate(Long.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
        start.putLong(padded).put(json);
        while (start.hasRemaining()) {
            start.put((byte) ' ');
        }
        return start.array();
    }

    @Override
    public FeatureHeader header(Path path) throws IOException {
        try (DataInputStream data = open(path)) {
            return header(path, json(path, data));
        }
    }

    private static FeatureHeader header(Path path, JsonNode json) throws IOException {
        return FeatureHeader.parse(
                path, json.path(METADATA).path(FeatureHeader.NAME).asString(""));
    }

    @Override
    public void read(Path path, FeatureHeader header, FeatureSink sink) throws IOException {
        try (DataInputStream data = open(path);
                DataInputStream names = open(path)) {
            JsonNode json = json(path, data);
            JsonNode offsets = json.path(PATHS).path("data_offsets");
            long rowsEnd = offsets.path(0).asLong(-1);
            long pathsEnd = offsets.path(1).asLong(-1);
            json(path, names);
            names.skipNBytes(Math.max(0, rowsEnd));
            List<String> paths = new ArrayList<>();
            for (JsonNode name :
                    parse(path, "its list of paths", names.readNBytes(Math.toIntExact(pathsEnd - rowsEnd)))) {
                paths.add(name.asString());
            }
            ByteBuffer row = ByteBuffer.allocate(header.rowBytes()).order(ByteOrder.LITTLE_ENDIAN);
            if (rowsEnd != (long) paths.size() * row.capacity()) {
                throw FeatureFileException.invalid(path, "the numbers of rows and of paths differ");
            }
            for (String name : paths) {
                data.readFully(row.array());
                sink.accept(name, row.clear());
            }
        }
    }

    private static DataInputStream open(Path path) throws IOException {
        return new DataInputStream(new BufferedInputStream(Files.newInputStream(path), 1 << 20));
    }

    private static JsonNode json(Path path, DataInputStream data) throws IOException {
        ByteBuffer length = ByteBuffer.wrap(data.readNBytes(Long.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        long bytes = length.remaining() == Long.BYTES ? length.getLong() : -1;
        if (bytes < 0 || bytes > MAX_HEADER) {
            throw FeatureFileException.invalid(path, "it is not a safetensors file");
        }
        return parse(path, "its header", data.readNBytes((int) bytes));
    }

    private static JsonNode parse(Path path, String part, byte[] json) throws IOException {
        try {
            return JsonMapper.shared().readTree(json);
        } catch (JacksonException e) {
            throw FeatureFileException.noJson(path, part, e);
        }
    }
}
