package dev.pixio.data.open;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Expands {@code shard-{000..010}.tar} and {@code {a,b}.tar}, as shells do. */
final class Braces {

    private static final int MOST = 1_000_000;

    private static final Pattern INNERMOST = Pattern.compile("\\{([^{}]*)\\}");
    private static final Pattern RANGE = Pattern.compile("(\\d{1,12})\\.\\.(\\d{1,12})");

    private Braces() {}

    /**
     * All texts, in their order.
     *
     * @throws IllegalArgumentException in one line: there are too many, or a range ends before it begins
     */
    static List<String> expand(String value) {
        List<String> texts = List.of(value);
        for (Matcher braces = INNERMOST.matcher(texts.get(0));
                braces.find();
                braces = INNERMOST.matcher(texts.get(0))) {
            List<String> next = new ArrayList<>();
            for (String text : texts) {
                Matcher own = INNERMOST.matcher(text);
                if (!own.find()) {
                    throw new IllegalArgumentException("the braces of " + value + " cannot be expanded");
                }
                for (String choice : choices(own.group(1), value)) {
                    next.add(text.substring(0, own.start()) + choice + text.substring(own.end()));
                    if (next.size() > MOST) {
                        throw new IllegalArgumentException(value + " stands for more than " + MOST + " files");
                    }
                }
            }
            texts = next;
        }
        return texts;
    }

    private static List<String> choices(String inner, String value) {
        Matcher range = RANGE.matcher(inner);
        if (!range.matches()) {
            return List.of(inner.split(",", -1));
        }
        long first = Long.parseLong(range.group(1));
        long last = Long.parseLong(range.group(2));
        if (last < first || last - first >= MOST) {
            throw new IllegalArgumentException("the range {" + inner + "} of " + value
                    + " is not valid: it needs a first" + " and a last number, at most a million");
        }
        List<String> choices = new ArrayList<>();
        String format = "%0" + range.group(1).length() + "d";
        for (long number = first; number <= last; number++) {
            choices.add(String.format(Locale.ROOT, format, number));
        }
        return choices;
    }
}
