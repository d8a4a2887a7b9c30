package dev.pixio.eval.classify;

import dev.pixio.eval.report.Accuracy;
import dev.pixio.eval.report.ClassificationResult;
import dev.pixio.torch.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * The predictions of a classifier: for each image the classes with the highest scores, best first. Among equal scores
 * the class with the lower index comes first, so that results are reproducible.
 */
public final class ClassRanking {

    /** Classes that are ranked per image, as top-5 accuracy requires. */
    static final int DEPTH = 5;

    /** The most pairs of classes that are listed. */
    private static final int MAX_CONFUSIONS = 10;

    private final List<long[]> rows = new ArrayList<>();

    /**
     * Adds images.
     *
     * @param scores float {@code [B, classes]}, higher is more likely
     */
    public void add(Tensor scores) {
        try (PointerScope scope = new PointerScope()) {
            int depth = (int) Math.min(DEPTH, scores.size(1));
            Tensor order = scores.sort(new BoolOptional(true), 1, true).get1().narrow(1, 0, depth); // [B, depth]
            long[] flat = Tensors.toLongs(order);
            for (int start = 0; start < flat.length; start += depth) {
                rows.add(Arrays.copyOfRange(flat, start, start + depth));
            }
        }
    }

    int size() {
        return rows.size();
    }

    /** The predicted class. */
    int best(int image) {
        return (int) rows.get(image)[0];
    }

    /** Whether a class is among the first {@code depth} of an image. */
    boolean has(int image, int label, int depth) {
        long[] row = rows.get(image);
        for (int i = 0; i < Math.min(depth, row.length); i++) {
            if (row[i] == label) {
                return true;
            }
        }
        return false;
    }

    /**
     * Counts correct predictions.
     *
     * @param name of the classifier
     * @param labels the class of each image, in the order in which they were added
     * @param classes the names of the classes
     * @param top5Depth how many classes count for top-5
     */
    public ClassificationResult result(String name, int[] labels, List<String> classes, int top5Depth) {
        int[][] counts = new int[classes.size()][classes.size()];
        int top5 = 0;
        int top1 = 0;
        for (int i = 0; i < labels.length; i++) {
            counts[labels[i]][best(i)]++;
            top1 += best(i) == labels[i] ? 1 : 0;
            top5 += has(i, labels[i], top5Depth) ? 1 : 0;
        }
        return new ClassificationResult(
                name,
                Optional.empty(),
                new Accuracy(top1, labels.length),
                new Accuracy(top5, labels.length),
                byClass(counts, classes),
                confusions(counts, classes));
    }

    private static Map<String, Accuracy> byClass(int[][] counts, List<String> classes) {
        Map<String, Accuracy> found = new LinkedHashMap<>();
        for (int i = 0; i < counts.length; i++) {
            int images = Arrays.stream(counts[i]).sum();
            if (images > 0) {
                found.put(classes.get(i), new Accuracy(counts[i][i], images));
            }
        }
        return found;
    }

    private static List<ClassificationResult.Confusion> confusions(int[][] counts, List<String> classes) {
        List<ClassificationResult.Confusion> found = new ArrayList<>();
        for (int actual = 0; actual < counts.length; actual++) {
            for (int predicted = 0; predicted < counts.length; predicted++) {
                if (actual != predicted && counts[actual][predicted] > 0) {
                    found.add(new ClassificationResult.Confusion(
                            classes.get(actual), classes.get(predicted), counts[actual][predicted]));
                }
            }
        }
        found.sort(
                Comparator.comparingInt(ClassificationResult.Confusion::images).reversed());
        return List.copyOf(found.subList(0, Math.min(MAX_CONFUSIONS, found.size())));
    }
}
