package dev.pixio.weights;

import dev.pixio.io.DurableFile;
import dev.pixio.io.FileTree;
import dev.pixio.io.StagedFiles;
import dev.pixio.io.WriteError;
import dev.pixio.weights.config.HuggingFaceConfig;
import dev.pixio.weights.safetensors.SafetensorsWriter;
import dev.pixio.weights.tensor.Dtype;
import dev.pixio.weights.tensor.TensorBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A folder that {@code from_pretrained} of transformers loads. */
final class HuggingFaceFolder {

    private static final String INDEX = "model.safetensors.index.json";
    private static final String PREPROCESSOR = "preprocessor_config.json";

    /** Names of the files that this class writes, and so may replace. */
    private static final String WRITTEN = "config\\.json|preprocessor_config\\.json|model(-\\d+-of-\\d+)?\\.safetensors"
            + "|model\\.safetensors\\.index\\.json";

    private final Conversion conversion;
    private final Map<String, String> metadata;

    /**
     * @param metadata for each file of tensors
     */
    HuggingFaceFolder(Conversion conversion, Map<String, String> metadata) {
        this.conversion = conversion;
        this.metadata = metadata;
    }

    static boolean holdsModel(Path folder) {
        return Files.exists(folder.resolve(HuggingFaceConfig.NAME))
                || Files.exists(folder.resolve(ModelLocation.MODEL))
                || Files.exists(folder.resolve(INDEX));
    }

    /**
     * Writes all files into a temporary folder beside it, then moves them. Other files in the folder are kept. The files of an
     * older model are deleted when the new ones have been moved.
     *
     * @throws IOException if a file cannot be written or moved; the older files are then unchanged
     */
    void write(Path folder) throws IOException {
        Path temporary = StagedFiles.temporaryFolder(
                folder.toAbsolutePath().resolveSibling(""), folder.getFileName() + ".part", folder);
        try {
            List<String> written = writeInto(temporary);
            Files.createDirectories(folder);
            new StagedFiles(temporary, written).moveInto(folder, written(folder));
        } catch (IOException e) {
            throw WriteError.inFolder(folder, temporary, e);
        } finally {
            FileTree.delete(temporary);
        }
    }

    private List<String> writeInto(Path folder) throws IOException {
        List<Map<String, Tensor>> shards = shards();
        List<String> names = new ArrayList<>();
        Map<String, String> fileOfTensor = new LinkedHashMap<>();
        for (int i = 0; i < shards.size(); i++) {
            String name = shards.size() == 1
                    ? ModelLocation.MODEL
                    : String.format(Locale.ROOT, "model-%05d-of-%05d.safetensors", i + 1, shards.size());
            SafetensorsWriter.write(
                    folder.resolve(name),
                    shards.get(i),
                    metadata,
                    conversion.plan().dtype());
            shards.get(i).keySet().forEach(tensor -> fileOfTensor.put(tensor, name));
            names.add(name);
        }
        if (shards.size() > 1) {
            DurableFile.write(folder.resolve(INDEX), index(fileOfTensor));
            names.add(INDEX);
        }
        DurableFile.write(
                folder.resolve(HuggingFaceConfig.NAME),
                HuggingFaceConfig.json(
                        conversion.source().config(),
                        dtype(),
                        conversion.source().shape().normEpsilon(),
                        conversion.tensors().keySet().stream().anyMatch(name -> name.endsWith(".k_proj.bias"))));
        DurableFile.write(
                folder.resolve(PREPROCESSOR),
                HuggingFaceConfig.preprocessorJson(conversion.source().config()));
        names.addAll(List.of(HuggingFaceConfig.NAME, PREPROCESSOR)); // last: a folder with them is complete
        return names;
    }

    private List<Map<String, Tensor>> shards() {
        List<Map<String, Tensor>> shards = new ArrayList<>();
        long remaining = 0;
        for (Map.Entry<String, Tensor> entry : conversion.tensors().entrySet()) {
            long bytes = TensorBytes.count(entry.getValue(), conversion.plan().dtype());
            if (shards.isEmpty() || bytes > remaining) {
                shards.add(new LinkedHashMap<>());
                remaining = conversion.plan().shardBytes();
            }
            shards.get(shards.size() - 1).put(entry.getKey(), entry.getValue());
            remaining -= bytes;
        }
        return shards;
    }

    private String index(Map<String, String> fileOfTensor) {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.putObject("metadata").put("total_size", conversion.bytes());
        ObjectNode map = json.putObject("weight_map");
        fileOfTensor.forEach(map::put);
        return json.toPrettyString() + "\n";
    }

    /** The dtype of the first tensor, by its name in torch; norms and biases may have another. */
    private String dtype() {
        Tensor first = conversion.tensors().values().iterator().next();
        return switch (Dtype.of(conversion.plan().dtype().of(first.scalar_type()))) {
            case F16 -> "float16";
            case BF16 -> "bfloat16";
            default -> "float32";
        };
    }

    private static List<String> written(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches(WRITTEN))
                    .toList();
        }
    }
}
