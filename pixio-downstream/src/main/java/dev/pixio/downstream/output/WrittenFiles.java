package dev.pixio.downstream.output;

import dev.pixio.io.DurableFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The list of the files that predictions have written into a folder, {@value #NAME}: a JSON object per line, with the path {@code file}
 * in the folder and the name {@code image} in the source; of several images of one name, {@code occurrence} is 2 for the second. A
 * file is listed before it is written, so that every file that is not listed is someone else's.
 *
 * @param folder of the predictions
 */
record WrittenFiles(Path folder) {

    static final String NAME = "written.jsonl";

    private static final String FILE = "file";
    private static final String IMAGE = "image";
    private static final String OCCURRENCE = "occurrence";

    /**
     * An image of a source.
     *
     * @param name in the source
     * @param occurrence which of the images of this name it is, from 1
     */
    record Image(String name, int occurrence) {}

    /**
     * A file.
     *
     * @param path of the file
     * @param image that it is the prediction of; empty for the legend, and if an earlier version wrote the list
     */
    record Entry(Path path, Optional<Image> image) {}

    private Path list() {
        return folder.resolve(NAME);
    }

    /** Whether there is a list; folders of earlier versions have none. */
    boolean isKnown() {
        return Files.isRegularFile(list());
    }

    /**
     * The listed files in the folders of predictions, and the legend, by their path; lines that a killed process left incomplete are
     * ignored.
     */
    Map<Path, Entry> read() throws IOException {
        Map<Path, Entry> files = new LinkedHashMap<>();
        if (isKnown()) {
            // Decoded without errors: a line may end within a character.
            new String(Files.readAllBytes(list()), StandardCharsets.UTF_8)
                    .lines()
                    .flatMap(line -> entry(line).stream())
                    .filter(entry -> isPrediction(entry.path()))
                    .forEach(entry -> files.put(entry.path(), entry));
        }
        return files;
    }

    private boolean isPrediction(Path path) {
        Path file = path.normalize();
        return file.equals(folder.resolve(DenseFiles.LEGEND).normalize())
                || (file.toString().endsWith(".png")
                        && DenseFiles.FOLDERS.stream()
                                .anyMatch(each ->
                                        file.startsWith(folder.resolve(each).normalize())));
    }

    private Optional<Entry> entry(String line) {
        try {
            JsonNode json = JsonMapper.shared().readTree(line);
            JsonNode file = json.isObject() ? json.path(FILE) : json; // earlier versions wrote only the path
            JsonNode image = json.path(IMAGE);
            return Optional.of(new Entry(
                    folder.resolve(file.asString("")),
                    image.isString()
                            ? Optional.of(new Image(
                                    image.asString(), json.path(OCCURRENCE).asInt(1)))
                            : Optional.empty()));
        } catch (JacksonException | InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** Replaces the list. */
    void replace(Collection<Entry> files) throws IOException {
        DurableFile.write(list(), lines(files));
    }

    /** Adds files that will be written. */
    void add(Collection<Entry> files) throws IOException {
        Files.writeString(
                list(), lines(files), StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private String lines(Collection<Entry> files) {
        return files.stream().map(entry -> line(entry) + "\n").collect(Collectors.joining());
    }

    private String line(Entry entry) {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        // By its parts: a backslash is a separator only on Windows.
        json.put(
                FILE,
                StreamSupport.stream(folder.relativize(entry.path()).spliterator(), false)
                        .map(Path::toString)
                        .collect(Collectors.joining("/")));
        entry.image().ifPresent(image -> {
            json.put(IMAGE, image.name());
            if (image.occurrence() > 1) {
                json.put(OCCURRENCE, image.occurrence());
            }
        });
        return json.toString();
    }
}
