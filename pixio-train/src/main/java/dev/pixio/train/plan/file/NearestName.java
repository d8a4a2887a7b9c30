package dev.pixio.train.plan.file;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the known name that a mistyped one resembles, for options and settings. */
public final class NearestName {

    /** A name that differs in a larger share of its letters is not suggested. */
    private static final double LARGEST_DIFFERENCE = 0.4;

    private NearestName() {}

    /** The name with the fewest changed letters; empty if all differ too much. Upper and lower case are the same. */
    public static Optional<String> of(String name, Collection<String> known) {
        String lower = name.toLowerCase(Locale.ROOT);
        return known.stream()
                .filter(other -> distance(lower, other.toLowerCase(Locale.ROOT))
                        <= Math.max(1, LARGEST_DIFFERENCE * Math.max(name.length(), other.length())))
                .min(Comparator.comparingInt(other -> distance(lower, other.toLowerCase(Locale.ROOT))));
    }

    /** The edit distance: changed, added and removed letters (Levenshtein 1966). */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
