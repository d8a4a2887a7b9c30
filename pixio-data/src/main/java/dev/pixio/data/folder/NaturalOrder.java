package dev.pixio.data.folder;

import java.util.Comparator;

/**
 * Natural order of file names: img2 before img10. Runs of digits are compared as numbers, other characters without regard
 * to case. Names that are equal by these rules (a1, A01) are compared by character, so that the order is total.
 */
public enum NaturalOrder implements Comparator<String> {
    INSTANCE;

    @Override
    public int compare(String first, String second) {
        int i = 0;
        int j = 0;
        while (i < first.length() && j < second.length()) {
            int order;
            if (isDigit(first.charAt(i)) && isDigit(second.charAt(j))) {
                int firstEnd = digitsEnd(first, i);
                int secondEnd = digitsEnd(second, j);
                order = compareNumbers(first, i, firstEnd, second, j, secondEnd);
                i = firstEnd;
                j = secondEnd;
            } else {
                order = Character.compare(
                        Character.toLowerCase(first.charAt(i++)), Character.toLowerCase(second.charAt(j++)));
            }
            if (order != 0) {
                return order;
            }
        }
        int order = Integer.compare(first.length() - i, second.length() - j);
        return order != 0 ? order : first.compareTo(second);
    }

    /** Numbers of any length: without leading zeros, the longer one is the larger. */
    private static int compareNumbers(String first, int from, int to, String second, int secondFrom, int secondTo) {
        int i = withoutZeros(first, from, to);
        int j = withoutZeros(second, secondFrom, secondTo);
        int order = Integer.compare(to - i, secondTo - j);
        while (order == 0 && i < to) {
            order = Character.compare(first.charAt(i++), second.charAt(j++));
        }
        return order;
    }

    private static int withoutZeros(String text, int from, int to) {
        int start = from;
        while (start < to && text.charAt(start) == '0') {
            start++;
        }
        return start;
    }

    private static int digitsEnd(String text, int from) {
        int end = from;
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }
}
