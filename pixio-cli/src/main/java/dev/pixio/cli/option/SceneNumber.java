package dev.pixio.cli.option;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Built-in scenes as images: {@code scenes:N} or {@code scenes:N@SIZE}.
 *
 * @param count N
 * @param size in pixels; empty if the word has none
 */
public record SceneNumber(int count, OptionalInt size) {

    private static final int MOST = 999_999_999;
    private static final Pattern WORD = Pattern.compile("scenes:(\\d+)(?:@(\\d{1,4}))?");

    /**
     * Reads a word; empty if it has another form.
     *
     * @throws IllegalArgumentException if there are too many scenes
     */
    public static Optional<SceneNumber> of(String word) {
        Matcher matcher = WORD.matcher(word);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String count = matcher.group(1).replaceFirst("^0+(?=\\d)", "");
        if (count.length() > Integer.toString(MOST).length()) {
            throw new IllegalArgumentException("there can be at most " + MOST + " built-in scenes, not " + count);
        }
        return Optional.of(new SceneNumber(
                Integer.parseInt(count),
                matcher.group(2) == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(matcher.group(2)))));
    }
}
