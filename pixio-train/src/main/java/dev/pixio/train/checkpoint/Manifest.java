package dev.pixio.train.checkpoint;

import dev.pixio.io.DurableFile;
import dev.pixio.io.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the files of a checkpoint must be.
 *
 * @param files by name
 */
record Manifest(Map<String, Entry> files) {

    Manifest {
        files = files == null ? Map.of() : files; // what a flipped bit can make of the name in the file
    }

    /**
     * One file.
     *
     * @param bytes its size
     * @param sha256 of its content, in hexadecimal digits
     */
    record Entry(long bytes, String sha256) {}

    /** Of files as they are. */
    static Manifest of(Path folder, List<String> names) throws IOException {
        Map<String, Entry> files = new TreeMap<>();
        for (String name : names) {
            Path file = folder.resolve(name);
            files.put(name, new Entry(Files.size(file), Sha256.hexOf(file)));
        }
        return new Manifest(files);
    }

    void write(Path path) throws IOException {
        DurableFile.write(
                path, JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
    }

    private static Manifest read(Path path) throws IOException {
        try {
            return JsonMapper.shared().readValue(Files.readString(path), Manifest.class);
        } catch (JacksonException e) {
            throw new IOException("it is no list of files", e);
        }
    }

    /** What is wrong with a checkpoint whose every byte is compared; nothing if it is as it was written. */
    static Optional<String> damage(Checkpoint checkpoint) {
        Optional<String> obvious = obviousDamage(checkpoint);
        if (obvious.isPresent()) {
            return obvious;
        }
        try {
            for (Map.Entry<String, Entry> file :
                    read(checkpoint.manifest()).files.entrySet()) {
                if (!Sha256.hexOf(checkpoint.folder().resolve(file.getKey())).equals(file.getValue().sha256)) {
                    return Optional.of(file.getKey() + " has other bytes than were written");
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("it cannot be read: " + e.getMessage());
        }
    }

    /** What is wrong as far as names and sizes tell, without reading what may be gigabytes. */
    static Optional<String> obviousDamage(Checkpoint checkpoint) {
        String list = checkpoint.manifest().getFileName().toString();
        Manifest manifest;
        try {
            manifest = read(checkpoint.manifest());
        } catch (NoSuchFileException e) {
            return Optional.of(list + " is missing");
        } catch (IOException e) {
            return Optional.of(list + " cannot be used: " + e.getMessage());
        }
        if (!manifest.files.keySet().containsAll(checkpoint.parts())) {
            return Optional.of(list + " names only " + String.join(", ", manifest.files.keySet()));
        }
        for (Map.Entry<String, Entry> file : manifest.files.entrySet()) {
            Path path = checkpoint.folder().resolve(file.getKey());
            try {
                long bytes = Files.size(path);
                if (bytes != file.getValue().bytes) {
                    return Optional.of(
                            file.getKey() + " has " + bytes + " bytes, and was written with " + file.getValue().bytes);
                }
            } catch (IOException e) {
                return Optional.of(file.getKey() + " is missing");
            }
        }
        return Optional.empty();
    }
}
