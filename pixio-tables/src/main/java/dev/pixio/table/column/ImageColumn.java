package dev.pixio.table.column;

import dev.pixio.io.OneLine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A column that may have images.
 *
 * @param name of the column; of a field within a structure the names from the outermost on, with dots between
 * @param kind of the column
 * @param number of the column among those of its file
 */
public record ImageColumn(String name, Kind kind, int number) {

    /** What a column consists of. */
    public enum Kind {
        /** A structure with the bytes of the image in a field of its own, as Hugging Face's data sets store images. */
        STRUCTURE,
        /** Bytes. */
        BINARY
    }

    /** Field of a structure that has the bytes of the image. */
    public static final String BYTES = "bytes";

    private static final int LONGEST_NAME = 80;
    private static final int MOST_NAMES = 20;

    /** A column whose values are bytes: within a structure if its last name is {@link #BYTES}. */
    public static ImageColumn of(List<String> path, int number) {
        int last = path.size() - 1;
        boolean structure = last > 0 && path.get(last).equals(BYTES);
        return new ImageColumn(
                String.join(".", structure ? path.subList(0, last) : path),
                structure ? Kind.STRUCTURE : Kind.BINARY,
                number);
    }

    /**
     * The column with the images: the one that a user names; else the only structure with bytes, or else the only column of bytes.
     *
     * @param candidates columns that may have images
     * @param all names of the columns, for messages
     * @param unread types of columns of bytes that are stored in a way that is not read, by the names of the columns
     * @param wanted name that the user gave
     * @param location of the file, for messages
     * @throws IOException in one line: there is none, or there are several
     */
    public static ImageColumn choose(
            List<ImageColumn> candidates,
            List<String> all,
            Map<String, String> unread,
            Optional<String> wanted,
            String location)
            throws IOException {
        if (wanted.isPresent()) {
            return candidates.stream()
                    .filter(candidate -> candidate.name.equals(wanted.get()))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no column " + wanted.get() + " of " + location + " has images: "
                            + has(candidates, all, unread)));
        }
        List<ImageColumn> found = new ArrayList<>(candidates);
        if (found.stream().anyMatch(column -> column.kind == Kind.STRUCTURE)) {
            found.removeIf(column -> column.kind != Kind.STRUCTURE);
        }
        if (found.isEmpty()) {
            throw new IOException("no column of " + location + " has images: " + has(candidates, all, unread));
        }
        if (found.size() > 1) {
            throw new IOException(location + " has several columns of bytes, " + names(found)
                    + ": choose one, such as '" + location + "#" + printed(found.get(0).name) + "'");
        }
        return found.get(0);
    }

    private static String has(List<ImageColumn> candidates, List<String> all, Map<String, String> unread) {
        String has = candidates.isEmpty()
                ? "they are bytes, or structures with a field '" + BYTES + "', and it has "
                        + (all.isEmpty() ? "no column" : "only " + join(all))
                : "it has " + names(candidates);
        return unread.isEmpty()
                ? has
                : has + "; "
                        + join(unread.entrySet().stream()
                                .map(column -> printed(column.getKey()) + " is " + column.getValue())
                                .toList())
                        + ", which is not read: write it as binary";
    }

    private static String names(List<ImageColumn> columns) {
        return join(columns.stream().map(ImageColumn::name).toList());
    }

    /** A damaged file has any text as a name. */
    private static String printed(String name) {
        return OneLine.of(name, LONGEST_NAME);
    }

    private static String join(List<String> names) {
        String first =
                names.stream().limit(MOST_NAMES).map(ImageColumn::printed).collect(Collectors.joining(", "));
        return names.size() > MOST_NAMES ? first + ", ..." : first;
    }
}
