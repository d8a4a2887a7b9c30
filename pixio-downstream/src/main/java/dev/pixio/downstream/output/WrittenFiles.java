package dev.pixio.downstream.output;

import dev.pixio.io.DurableFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The list of the files that predictions have written into a folder, {@value #NAME}: a JSON string per line, a path in the folder. A
 * file is listed before it is written, so that every file that is not listed is someone else's.
 *
 * @param folder of the predictions
 */
record WrittenFiles(Path folder) {

    static final String NAME = "written.jsonl";

    private Path list() {
        return folder.resolve(NAME);
    }

    /** Whether there is a list; folders of earlier versions have none. */
    boolean isKnown() {
        return Files.isRegularFile(list());
    }

    /** The listed files in the folders of predictions, and the legend; lines that a killed process left incomplete are ignored. */
    Set<Path> read() throws IOException {
        Set<Path> files = new LinkedHashSet<>();
        if (isKnown()) {
            for (String line : Files.readAllLines(list())) {
                String name = name(line);
                Path file = folder.resolve(name).normalize();
                if (file.equals(folder.resolve(DenseFiles.LEGEND).normalize())) {
                    files.add(folder.resolve(name));
                } else if (DenseFiles.FOLDERS.stream()
                                .anyMatch(each ->
                                        file.startsWith(folder.resolve(each).normalize()))
                        && name.endsWith(".png")) {
                    files.add(folder.resolve(name));
                }
            }
        }
        return files;
    }

    private static String name(String line) {
        try {
            return JsonMapper.shared().readTree(line).asString("");
        } catch (JacksonException e) {
            return "";
        }
    }

    /** Replaces the list. */
    void replace(Collection<Path> files) throws IOException {
        DurableFile.write(list(), lines(files));
    }

    /** Adds files that will be written. */
    void add(Collection<Path> files) throws IOException {
        Files.writeString(
                list(), lines(files), StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private String lines(Collection<Path> files) {
        return files.stream()
                .map(file -> JsonMapper.shared()
                                .writeValueAsString(
                                        folder.relativize(file).toString().replace('\\', '/'))
                        + "\n")
                .collect(Collectors.joining());
    }
}
