package dev.pixio.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the listing of a source left out, so that a user does not believe to use it: files of kinds that are not read, links to
 * images that are listed already, folders that cannot be listed, runs. Text and hidden files are not counted.
 *
 * @param counts number of files, links or folders by kind, such as "AVIF" or "links that lead nowhere"
 * @param lines the same in sentences, without the name of the source
 * @param unreadable how many of them are damaged, or cannot be read or listed: ends of archives, parts of tables, videos, folders
 */
public record LeftOut(Map<String, Long> counts, List<String> lines, long unreadable) {

    /** Nothing was left out. */
    public static final LeftOut NONE = new LeftOut(Map.of(), List.of(), 0);

    public LeftOut {
        counts = Collections.unmodifiableMap(new LinkedHashMap<>(counts)); // in the order of the lines
        lines = List.copyOf(lines);
    }

    /** One line each for the messages of a command: "left out of photos: 8 AVIF, 1 JPEG XL". */
    public List<String> lines(Object source) {
        List<String> named = new ArrayList<>();
        lines.forEach(line -> named.add("left out of " + source + ": " + line));
        return named;
    }
}
