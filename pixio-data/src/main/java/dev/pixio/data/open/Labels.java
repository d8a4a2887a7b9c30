package dev.pixio.data.open;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;

/** Short names for paths: as many of the last folders as distinguish them. */
final class Labels {

    private Labels() {}

    /**
     * One label for each path, all different.
     *
     * @throws IllegalArgumentException if two paths are the same
     */
    static List<String> of(List<String> paths) {
        List<String[]> folders = paths.stream().map(Labels::folders).toList();
        int longest = folders.stream().mapToInt(parts -> parts.length).max().orElse(0);
        for (int last = 1; last <= longest; last++) {
            int count = last;
            List<String> labels = folders.stream()
                    .map(parts -> String.join(
                            "/", Arrays.copyOfRange(parts, Math.max(0, parts.length - count), parts.length)))
                    .toList();
            if (new HashSet<>(labels).size() == labels.size()) {
                return labels;
            }
        }
        HashSet<String> seen = new HashSet<>();
        String twice = paths.stream()
                .filter(path -> !seen.add(String.join("/", folders(path))))
                .findFirst()
                .orElseThrow();
        throw new IllegalArgumentException(twice + " is given twice: to draw its images more often, give it a weight");
    }

    private static String[] folders(String path) {
        return Arrays.stream(path.split("[/\\\\]+", -1))
                .filter(part -> !part.isEmpty() && !part.equals("."))
                .toArray(String[]::new);
    }
}
