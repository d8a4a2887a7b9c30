package dev.pixio.weights;

import dev.pixio.io.DurableFile;
import dev.pixio.io.Sha256;
import dev.pixio.weights.tensor.WeightsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The sizes and checksums of the files of a checkpoint, saved beside them as {@value #NAME}: {@code {"files": {NAME: {"bytes":
 * N, "sha256": HEX}, ...}}}.
 *
 * @param files by name
 */
public record CheckpointManifest(Map<String, Entry> files) {

    /** The name of the manifest in the folder of a checkpoint. */
    public static final String NAME = "MANIFEST.json";

    /**
     * One file.
     *
     * @param bytes its size
     * @param sha256 of its content, 64 hexadecimal digits in lower case
     */
    public record Entry(long bytes, String sha256) {}

    public CheckpointManifest {
        files = Collections.unmodifiableMap(new TreeMap<>(files));
    }

    /**
     * Computes the manifest of files.
     *
     * @param names of files in the folder
     */
    public static CheckpointManifest of(Path folder, List<String> names) throws IOException {
        Map<String, Entry> files = new TreeMap<>();
        for (String name : names) {
            Path file = folder.resolve(name);
            files.put(name, new Entry(Files.size(file), Sha256.hexOf(file)));
        }
        return new CheckpointManifest(files);
    }

    /** Writes the manifest into the folder of the files. */
    public void write(Path folder) throws IOException {
        DurableFile.write(
                folder.resolve(NAME),
                JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
    }

    /**
     * Compares files with the manifest in their folder; reads every byte.
     *
     * @param names of the files, each of which must be in the manifest
     * @return the first difference, in one line; empty if all files are as they were written
     */
    public static Optional<String> damage(Path folder, List<String> names) {
        Optional<String> sizes = sizeDamage(folder, names);
        return sizes.isPresent() ? sizes : firstDamage(folder, names, CheckpointManifest::contentDamage);
    }

    /** As {@link #damage}, but compares sizes only: the content of the files is not read. */
    public static Optional<String> sizeDamage(Path folder, List<String> names) {
        return firstDamage(folder, names, CheckpointManifest::sizeDamage);
    }

    /** Compares one file with its entry. */
    private interface Comparison {
        Optional<String> damage(Path file, Entry written) throws IOException;
    }

    private static Optional<String> firstDamage(Path folder, List<String> names, Comparison comparison) {
        try {
            CheckpointManifest manifest = read(folder);
            for (String name : names) {
                Entry written = manifest.files.get(name);
                if (written == null) {
                    return Optional.of(NAME + " has no size and SHA-256 of " + name);
                }
                Optional<String> damage = comparison.damage(folder.resolve(name), written);
                if (damage.isPresent()) {
                    return damage;
                }
            }
            return Optional.empty();
        } catch (WeightsException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return Optional.of("a file cannot be read: " + e.getMessage());
        }
    }

    private static Optional<String> sizeDamage(Path file, Entry written) throws IOException {
        if (!Files.isRegularFile(file)) {
            return Optional.of(file.getFileName() + " is missing");
        }
        long bytes = Files.size(file);
        return bytes == written.bytes
                ? Optional.empty()
                : Optional.of(file.getFileName() + " has " + bytes + " bytes and was written with " + written.bytes);
    }

    private static Optional<String> contentDamage(Path file, Entry written) throws IOException {
        return Sha256.hexOf(file).equals(written.sha256)
                ? Optional.empty()
                : Optional.of("the SHA-256 of " + file.getFileName() + " differs from " + NAME);
    }

    private static CheckpointManifest read(Path folder) throws IOException {
        try {
            // Bytes, not text: after a flipped bit, the file may not be valid UTF-8.
            JsonNode json = JsonMapper.shared().readTree(Files.readAllBytes(folder.resolve(NAME)));
            Map<String, Entry> files = new TreeMap<>();
            for (Map.Entry<String, JsonNode> file : json.path("files").properties()) {
                JsonNode bytes = file.getValue().path("bytes");
                JsonNode sha256 = file.getValue().path("sha256");
                if (bytes.isIntegralNumber() && bytes.canConvertToLong() && sha256.isString()) {
                    files.put(file.getKey(), new Entry(bytes.asLong(), sha256.asString()));
                }
            }
            return new CheckpointManifest(files);
        } catch (NoSuchFileException e) {
            throw new WeightsException(NAME + " is missing");
        } catch (JacksonException e) {
            throw new WeightsException(NAME + " is not JSON");
        }
    }
}
