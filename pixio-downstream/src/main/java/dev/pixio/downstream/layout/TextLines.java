package dev.pixio.downstream.layout;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The lists and names of a data set, which are text in UTF-8. */
final class TextLines {

    private TextLines() {}

    /** @throws IOException if the file cannot be read, or is no text in UTF-8: its own message does not name the file */
    static List<String> of(Path file) throws IOException {
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            throw new IOException(file + ": it is not text in UTF-8", e);
        }
    }

    /**
     * The names of labels 0, 1, 2 and so on, one in each line; empty lines may follow.
     *
     * @throws IOException also if a line between names is empty, because the labels after it would get other names
     */
    static List<String> namesOf(Path file) throws IOException {
        List<String> names =
                new ArrayList<>(of(file).stream().map(String::strip).toList());
        while (!names.isEmpty() && names.get(names.size() - 1).isEmpty()) {
            names.remove(names.size() - 1);
        }
        int empty = names.indexOf("");
        if (empty >= 0) {
            throw new IOException(
                    file + ": line " + (empty + 1) + " is empty, where the name of label " + empty + " should be");
        }
        return names;
    }
}
