package dev.pixio.eval.classify;

import dev.pixio.eval.features.FeatureTable;
import dev.pixio.eval.report.ClassificationResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.pytorch.Device;

/**
 * Weighted k nearest neighbours as in Pixio (arXiv 2512.15715), which follows DINO (arXiv 2104.14294, appendix F) and
 * Wu et al. (arXiv 1805.01978).
 *
 * @param neighbours the values of k, one column of the table each
 * @param temperature a vote has the weight exp(similarity / temperature)
 * @param device where similarities are computed
 */
public record KnnProtocol(List<Integer> neighbours, double temperature, Device device) implements EvaluationProtocol {

    /** The values of k that papers report. */
    public static final List<Integer> OFFICIAL_NEIGHBOURS = List.of(10, 20, 100, 200);

    public static final double OFFICIAL_TEMPERATURE = 0.07;

    public KnnProtocol {
        if (neighbours.isEmpty() || neighbours.stream().anyMatch(k -> k < 1)) {
            throw new IllegalArgumentException("each k must be at least 1, not " + neighbours);
        }
        // Tensors are float32: a smaller value would divide by zero. Negated so that NaN is refused as well.
        if (!(temperature >= Float.MIN_NORMAL)) {
            throw new IllegalArgumentException("the temperature must be more than 0, not " + temperature);
        }
        neighbours = List.copyOf(neighbours);
    }

    /** The authors' settings. */
    public static KnnProtocol official(Device device) {
        return new KnnProtocol(OFFICIAL_NEIGHBOURS, OFFICIAL_TEMPERATURE, device);
    }

    @Override
    public String id() {
        return "knn";
    }

    @Override
    public String description() {
        return String.format(
                Locale.ROOT,
                "k nearest neighbours by cosine similarity, votes weighted by exp(similarity / %s)",
                temperature);
    }

    @Override
    public List<ClassificationResult> evaluate(FeatureTable train, FeatureTable test) {
        try (KnnClassifier classifier = new KnnClassifier(train, temperature, device)) {
            List<ClassificationResult> results = new ArrayList<>();
            Map<Integer, ClassRanking> rankings = classifier.rank(test.features(), usable(train.size()));
            rankings.forEach((k, ranking) -> results.add(
                    // With fewer than five neighbours the other ranks of a top-5 would be filled by class index.
                    ranking.result("k = " + k, test.labels(), test.classes(), Math.min(k, ClassRanking.DEPTH))));
            return results;
        }
    }

    /** The values of k up to the number of training images; that number itself if all are larger. */
    private List<Integer> usable(int trainSize) {
        List<Integer> usable = neighbours.stream().filter(k -> k <= trainSize).toList();
        return usable.isEmpty() ? List.of(trainSize) : usable;
    }

    @Override
    public List<String> notes(int trainSize) {
        return neighbours.stream()
                .filter(k -> k > trainSize)
                .map(k -> "k = " + k + " is skipped: there are only " + trainSize + " training images")
                .toList();
    }
}
