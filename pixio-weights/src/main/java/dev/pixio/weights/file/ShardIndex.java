package dev.pixio.weights.file;

import dev.pixio.weights.safetensors.Safetensors;
import dev.pixio.weights.tensor.StrictJson;
import dev.pixio.weights.tensor.WeightsException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.TreeSet;
import org.bytedeco.pytorch.Tensor;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * A {@code model.safetensors.index.json}, which maps tensors to the files in its folder.
 *
 * @param path of the index
 * @param shards the name of the file of each tensor, by the name of the tensor
 */
record ShardIndex(Path path, Map<String, String> shards) {

    private static final long LONGEST = 64 << 20;
    private static final int MOST_SHARDS = 10_000;

    static ShardIndex read(FileChannel file, Path path) throws IOException {
        if (file.size() > LONGEST) {
            throw new WeightsException(path + " has " + file.size() + " bytes; an index has at most " + LONGEST);
        }
        try (JsonParser parser = StrictJson.parser(file.map(FileChannel.MapMode.READ_ONLY, 0, file.size()))) {
            Map<String, String> shards = new LinkedHashMap<>();
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new WeightsException(path + " is not a JSON object, so it is not an index of safetensors");
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean map = parser.currentName().equals("weight_map");
                parser.nextToken();
                if (map) {
                    shards.putAll(StrictJson.strings(parser, path + ": its weight_map"));
                } else {
                    parser.skipChildren();
                }
            }
            StrictJson.requireEnd(parser, path);
            return new ShardIndex(path, shards);
        } catch (JacksonException e) {
            throw new WeightsException(path + " is not JSON: " + e.getOriginalMessage());
        }
    }

    /**
     * Opens the shards.
     *
     * @throws WeightsException if a shard is missing, is in another folder, or contains other tensors than the index lists
     */
    WeightFile open() throws IOException {
        if (shards.isEmpty()) {
            throw new WeightsException(path + " is JSON, but has no weight_map from tensors to files");
        }
        Map<String, Safetensors> opened = new LinkedHashMap<>();
        try {
            openShards(opened);
            Map<String, String> metadata = new LinkedHashMap<>();
            opened.values().forEach(shard -> metadata.putAll(shard.metadata()));
            return new WeightFile(path, tensors(opened), metadata);
        } catch (IOException e) {
            opened.values().forEach(shard -> shard.tensors().values().forEach(Tensor::close));
            throw e;
        }
    }

    private void openShards(Map<String, Safetensors> opened) throws IOException {
        for (String shard : new LinkedHashSet<>(shards.values())) {
            if (opened.size() >= MOST_SHARDS) {
                throw new WeightsException(path + " names more than " + MOST_SHARDS + " files");
            }
            Safetensors content = Safetensors.read(beside(shard));
            opened.put(shard, content);
            requireListed(shard, content);
        }
    }

    private Map<String, Tensor> tensors(Map<String, Safetensors> opened) throws WeightsException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Map.Entry<String, String> entry : shards.entrySet()) {
            Safetensors shard = opened.get(entry.getValue());
            Tensor tensor = shard == null ? null : shard.tensors().get(entry.getKey());
            if (tensor == null) {
                throw new WeightsException(
                        path + " maps '" + entry.getKey() + "' to " + entry.getValue() + ", which does not contain it");
            }
            tensors.put(entry.getKey(), tensor);
        }
        return tensors;
    }

    private void requireListed(String shard, Safetensors content) throws WeightsException {
        TreeSet<String> unlisted = new TreeSet<>(content.tensors().keySet());
        unlisted.removeIf(name -> shard.equals(shards.get(name)));
        if (!unlisted.isEmpty()) {
            throw new WeightsException(
                    shard + " contains '" + unlisted.first() + "', which " + path + " does not list");
        }
    }

    /** Only plain names in the folder of the index are allowed, on every system; others could point to any file. */
    private Path beside(String shard) throws WeightsException {
        boolean plain = !shard.isEmpty()
                && !shard.startsWith(".")
                && shard.chars().allMatch(c -> c > ' ' && c < 0x7f && "/\\:*?\"<>|".indexOf(c) < 0);
        if (!plain) {
            throw new WeightsException(path + " names the file '" + shard + "', which is not a plain file name");
        }
        Path file = path.resolveSibling(shard);
        if (!Files.isRegularFile(file)) {
            throw new WeightsException(path + " needs " + shard + " in the same folder, which does not exist");
        }
        return file;
    }
}
