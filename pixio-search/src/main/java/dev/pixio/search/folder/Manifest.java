package dev.pixio.search.folder;

import dev.pixio.embed.FeatureOrigin;
import dev.pixio.io.format.JsonDamage;
import dev.pixio.search.IndexException;
import dev.pixio.search.IndexRoot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a generation of an index states about itself, stored as JSON.
 *
 * @param generation its number, from 1
 * @param images their number, at least 1
 * @param nextId the smallest id that no image of the index ever had
 * @param origin the weights and settings of the vectors
 * @param patchDimension numbers in the mean of the patch tokens
 * @param roots the sources of the images
 * @param checksums CRC-32C of the files, by name
 * @param graph whether there is a graph of the vectors
 * @param version of Pixio that wrote it
 */
record Manifest(
        long generation,
        int images,
        int nextId,
        FeatureOrigin origin,
        int patchDimension,
        List<IndexRoot> roots,
        Map<String, Integer> checksums,
        boolean graph,
        String version) {

    /** The version of the format; other versions are refused. */
    static final int FORMAT = 1;

    private static final int MAX_DIMENSION = 1 << 20;
    private static final int MAX_ROOTS = 10_000;

    Manifest {
        roots = List.copyOf(roots);
        checksums = Map.copyOf(checksums);
        require(generation >= 1, "its generation is " + generation);
        require(images >= 1, "it has " + images + " images");
        require(nextId >= images, "its next image has the number " + nextId);
        require(
                origin.shape().size() == 1 && origin.dimension() <= MAX_DIMENSION,
                "its vectors have the shape " + origin.shape());
        require(
                patchDimension >= 1 && patchDimension <= MAX_DIMENSION,
                "its vectors have " + patchDimension + " numbers");
        require(!roots.isEmpty() && roots.size() <= MAX_ROOTS, "it has " + roots.size() + " sources of images");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** Whether the mean of the patch tokens has a file of its own; otherwise it is the vector of the image. */
    boolean hasPatches() {
        return checksums.containsKey(IndexFiles.PATCHES);
    }

    int checksum(String file) {
        Integer checksum = checksums.get(file);
        if (checksum == null) {
            throw new IllegalArgumentException("it has no checksum of " + file);
        }
        return checksum;
    }

    String toJson() {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("format", FORMAT);
        json.put("version", version);
        json.put("generation", generation);
        json.put("images", images);
        json.put("nextId", nextId);
        json.put("patchDimension", patchDimension);
        json.put("graph", graph);
        ArrayNode sources = json.putArray("roots");
        for (IndexRoot root : roots) {
            ObjectNode source = sources.addObject().put("data", root.data());
            root.folder().ifPresent(folder -> source.put("folder", folder.toString()));
        }
        ObjectNode files = json.putObject("crc32c");
        new TreeMap<>(checksums).forEach(files::put);
        json.putPOJO("origin", origin);
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(json);
    }

    /**
     * Reads what {@link #toJson} wrote.
     *
     * @param file it is from, for messages
     * @throws IndexException in one line: it is damaged, or of another version
     */
    static Manifest parse(Path file, byte[] bytes) throws IndexException {
        try {
            JsonNode json = JsonMapper.shared().readTree(bytes);
            int format = json.path("format").asInt(0);
            if (format > FORMAT) {
                throw new IndexException(file + " was written by a later version of Pixio, "
                        + json.path("version").asString("") + ": use that one, or make the index again");
            }
            if (format != FORMAT
                    || !json.path("origin").isObject()
                    || !json.path("version").isString()) {
                throw IndexException.damaged(file, "it is incomplete");
            }
            return new Manifest(
                    json.path("generation").asLong(0),
                    json.path("images").asInt(0),
                    json.path("nextId").asInt(0),
                    JsonMapper.shared().treeToValue(json.path("origin"), FeatureOrigin.class),
                    json.path("patchDimension").asInt(0),
                    roots(json.path("roots")),
                    checksums(json.path("crc32c")),
                    json.path("graph").asBoolean(false),
                    json.path("version").asString());
        } catch (DatabindException e) {
            throw IndexException.damaged(file, "the settings of its features are not valid");
        } catch (JacksonException e) {
            throw IndexException.damaged(file, "it " + JsonDamage.of(e));
        } catch (IllegalArgumentException e) {
            throw IndexException.damaged(file, String.valueOf(e.getMessage()));
        }
    }

    private static List<IndexRoot> roots(JsonNode sources) {
        List<IndexRoot> roots = new ArrayList<>();
        for (JsonNode source : sources) {
            Optional<Path> folder = Optional.of(source.path("folder"))
                    .filter(JsonNode::isString)
                    .map(path -> Path.of(path.asString()));
            roots.add(new IndexRoot(source.path("data").asString(""), folder));
        }
        return roots;
    }

    private static Map<String, Integer> checksums(JsonNode files) {
        Map<String, Integer> checksums = new TreeMap<>();
        files.properties().forEach(file -> {
            if (!file.getValue().isInt()) {
                throw new IllegalArgumentException("a checksum in it is no number");
            }
            checksums.put(file.getKey(), file.getValue().asInt());
        });
        return checksums;
    }
}
