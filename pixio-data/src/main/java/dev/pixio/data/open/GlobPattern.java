package dev.pixio.data.open;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A pattern of paths, as shells have it: {@code *} and {@code ?} within a name, <code>**</code> over folders, {@code [abc]} and
 * {@code [!abc]}, and {@code {a,b}}.
 *
 * @param folder the path before the first wildcard, {@code .} if there is none
 * @param rest of the pattern, relative to the folder
 * @param depth number of names of the longest path that matches
 */
record GlobPattern(String folder, Pattern rest, int depth) {

    private static final String WILDCARDS = "*?[{";

    /** Whether a value has a wildcard. */
    static boolean isPattern(String value) {
        return value.chars().anyMatch(c -> WILDCARDS.indexOf(c) >= 0);
    }

    /** @throws IllegalArgumentException in one line: a bracket or brace is not closed, or braces are nested */
    static GlobPattern of(String value) {
        int first = 0;
        while (WILDCARDS.indexOf(value.charAt(first)) < 0) {
            first++;
        }
        int slash = value.lastIndexOf('/', first);
        String folder = slash < 0 ? "." : slash == 0 ? "/" : value.substring(0, slash);
        try {
            String rest = value.substring(slash + 1);
            int depth = rest.contains("**")
                    ? Integer.MAX_VALUE
                    : 1 + (int) rest.chars().filter(c -> c == '/').count();
            return new GlobPattern(folder, Pattern.compile(regex(rest, value)), depth);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("the pattern " + value + " is not valid: " + e.getDescription(), e);
        }
    }

    /** Whether a path, relative to the folder, matches. */
    boolean matches(String path) {
        return rest.matcher(path).matches();
    }

    /** Whether a folder in which a path lies matches. */
    boolean matchesFolderOf(String path) {
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            if (matches(path.substring(0, slash))) {
                return true;
            }
        }
        return false;
    }

    private static String regex(String glob, String value) {
        StringBuilder regex = new StringBuilder();
        boolean braces = false;
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            switch (c) {
                case '*' -> {
                    if (glob.startsWith("**/", i)) {
                        regex.append("(?:.*/)?");
                        i += 2;
                    } else if (glob.startsWith("**", i)) {
                        regex.append(".*");
                        i++;
                    } else {
                        regex.append("[^/]*");
                    }
                }
                case '?' -> regex.append("[^/]");
                case '[' -> {
                    int end = glob.indexOf(']', i + 2);
                    require(end > 0, value, "a [ is not closed");
                    String set =
                            glob.substring(i + 1, end).replace("\\", "\\\\").replace("[", "\\[");
                    regex.append('[')
                            .append(set.startsWith("!") ? "^" + set.substring(1) : set)
                            .append(']');
                    i = end;
                }
                case '{' -> {
                    require(!braces, value, "braces are nested");
                    braces = true;
                    regex.append("(?:");
                }
                case '}' -> {
                    regex.append(braces ? ")" : "\\}");
                    braces = false;
                }
                case ',' -> regex.append(braces ? "|" : ",");
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        require(!braces, value, "a { is not closed");
        return regex.toString();
    }

    private static void require(boolean valid, String value, String mistake) {
        if (!valid) {
            throw new IllegalArgumentException("the pattern " + value + " is not valid: " + mistake);
        }
    }
}
