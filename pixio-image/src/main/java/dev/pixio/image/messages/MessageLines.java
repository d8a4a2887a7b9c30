package dev.pixio.image.messages;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/**
 * The lines that a decoder writes about one file, of which there may be one for each row or tag: the first ones and the last
 * ones, and of those between only the important ones.
 */
final class MessageLines {

    /** Number of lines that are kept of each of the three kinds. */
    static final int KEPT = 32;

    static final int LONGEST_LINE = 1000;

    private final Predicate<String> important;
    private final StringBuilder unfinished = new StringBuilder();
    private final List<String> lines = new ArrayList<>();
    private final Deque<String> last = new ArrayDeque<>();
    private int importantKept;

    MessageLines(Predicate<String> important) {
        this.important = important;
    }

    /** Takes a part of a line, or several lines. */
    void append(String text) {
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (letter == '\n' || letter == '\r') {
                endLine();
            } else if (unfinished.length() < LONGEST_LINE) {
                unfinished.append(letter);
            }
        }
    }

    private void endLine() {
        String line = unfinished.toString();
        unfinished.setLength(0);
        if (line.isBlank()) {
            return;
        }
        if (lines.size() < KEPT) {
            lines.add(line);
            return;
        }
        last.addLast(line);
        if (last.size() > KEPT) {
            String dropped = last.removeFirst();
            if (importantKept < KEPT && important.test(dropped)) {
                importantKept++;
                lines.add(dropped);
            }
        }
    }

    /** What is kept, without blank lines, in the order of writing. */
    List<String> all() {
        endLine();
        List<String> all = new ArrayList<>(lines);
        all.addAll(last);
        return all;
    }
}
