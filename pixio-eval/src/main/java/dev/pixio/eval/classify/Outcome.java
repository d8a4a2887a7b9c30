package dev.pixio.eval.classify;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one classifier got right.
 *
 * @param name of the classifier: "k = 20"
 * @param top1 the likeliest class is the right one
 * @param top5 the right class is among the five likeliest
 * @param byClass the likeliest class is the right one, for the pictures of each class that has any
 * @param confusions which classes were taken for which, the most frequent first, at most ten
 */
public record Outcome(
        String name, Accuracy top1, Accuracy top5, Map<String, Accuracy> byClass, List<Confusion> confusions) {

    private static final int CONFUSIONS = 10;

    /**
     * One class taken for another.
     *
     * @param shown what the pictures show
     * @param said what the classifier said
     * @param pictures how many times
     */
    public record Confusion(String shown, String said, int pictures) {}

    /**
     * Counts.
     *
     * @param ranking what was said of each picture
     * @param labels what each shows
     * @param top5Depth how many classes count for top-5
     */
    static Outcome of(String name, Ranking ranking, int[] labels, List<String> classes, int top5Depth) {
        int[][] said = new int[classes.size()][classes.size()];
        int top5 = 0;
        int top1 = 0;
        for (int i = 0; i < labels.length; i++) {
            said[labels[i]][ranking.best(i)]++;
            top1 += ranking.best(i) == labels[i] ? 1 : 0;
            top5 += ranking.has(i, labels[i], top5Depth) ? 1 : 0;
        }
        return new Outcome(
                name,
                new Accuracy(top1, labels.length),
                new Accuracy(top5, labels.length),
                byClass(said, classes),
                confusions(said, classes));
    }

    private static Map<String, Accuracy> byClass(int[][] said, List<String> classes) {
        Map<String, Accuracy> found = new LinkedHashMap<>();
        for (int i = 0; i < said.length; i++) {
            int pictures = java.util.Arrays.stream(said[i]).sum();
            if (pictures > 0) {
                found.put(classes.get(i), new Accuracy(said[i][i], pictures));
            }
        }
        return found;
    }

    private static List<Confusion> confusions(int[][] said, List<String> classes) {
        List<Confusion> found = new ArrayList<>();
        for (int shown = 0; shown < said.length; shown++) {
            for (int taken = 0; taken < said.length; taken++) {
                if (shown != taken && said[shown][taken] > 0) {
                    found.add(new Confusion(classes.get(shown), classes.get(taken), said[shown][taken]));
                }
            }
        }
        found.sort(Comparator.comparingInt(Confusion::pictures).reversed());
        return List.copyOf(found.subList(0, Math.min(CONFUSIONS, found.size())));
    }
}
