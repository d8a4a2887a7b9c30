package dev.pixio.data.open;

import dev.pixio.data.remote.RemoteFile;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One of the sources in a value: a path, a pattern or a name, and its weight.
 *
 * @param text without the weight
 * @param weight the number after the last {@code =}, if there is one; none after the {@code ?} of an address
 */
public record DataItem(String text, OptionalDouble weight) {

    private static final Pattern WEIGHTED = Pattern.compile("(.+)=([0-9.eE+-]+)");

    /**
     * Divides a value at its commas, except those within braces and those after a backslash. What exists as a file or folder
     * is one item, whatever its name contains.
     *
     * @throws IllegalArgumentException in one line: an item is empty, or a weight is not a number greater than 0
     */
    public static List<DataItem> of(String value) {
        List<DataItem> items = new ArrayList<>();
        if (exists(value)) {
            items.add(new DataItem(value, OptionalDouble.empty()));
            return items;
        }
        for (String text : divide(value)) {
            items.add(item(text, value));
        }
        return items;
    }

    /** The value of several items, which {@link #of} divides again: commas of their names are marked. */
    public static String join(List<String> values) {
        if (values.size() == 1) {
            return values.get(0);
        }
        List<String> marked = new ArrayList<>();
        for (String value : values) {
            marked.add(exists(value) ? value.replace(",", "\\,") : value);
        }
        return String.join(",", marked);
    }

    private static DataItem item(String text, String value) {
        if (text.isBlank()) {
            throw new IllegalArgumentException(
                    "'" + value + "' has an empty item: write paths with single commas between them");
        }
        Matcher matcher = WEIGHTED.matcher(text);
        if (exists(text) || !matcher.matches() || isQuery(matcher.group(1))) {
            return new DataItem(text, OptionalDouble.empty());
        }
        return new DataItem(matcher.group(1), OptionalDouble.of(weight(matcher.group(2), matcher.group(1))));
    }

    /** Whether a text is an address with a question mark: what follows are parameters, {@code ?download=1}. */
    private static boolean isQuery(String text) {
        return RemoteFile.isAddress(text) && text.indexOf('?') >= 0;
    }

    private static double weight(String number, String item) {
        double weight;
        try {
            weight = Double.parseDouble(number);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the weight of " + item + " must be a number, not " + number, e);
        }
        if (!(weight > 0 && Double.isFinite(weight))) {
            throw new IllegalArgumentException("the weight of " + item + " must be greater than 0, not " + number);
        }
        return weight;
    }

    private static List<String> divide(String value) {
        List<String> items = new ArrayList<>();
        StringBuilder item = new StringBuilder();
        int braces = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\' && i + 1 < value.length() && value.charAt(i + 1) == ',') {
                item.append(',');
                i++;
                continue;
            }
            braces = Math.max(0, braces + (c == '{' ? 1 : 0) - (c == '}' ? 1 : 0));
            if (c == ',' && braces == 0) {
                items.add(item.toString().strip());
                item.setLength(0);
            } else {
                item.append(c);
            }
        }
        items.add(item.toString().strip());
        return items;
    }

    /** Whether a text is the path of a file or folder. */
    static boolean exists(String text) {
        try {
            return Files.exists(Path.of(text));
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
