package dev.pixio.downstream.layout;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
