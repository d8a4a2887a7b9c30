package dev.pixio.eval.classify;

import dev.pixio.eval.features.FeatureTable;
import dev.pixio.eval.report.ClassificationResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.pytorch.Device;

/**
 * Weighted k nearest neighbours, as the authors of Pixio evaluate (arXiv 2512.15715), who have it from DINO (arXiv
 * 2104.14294, appendix F; the idea from Wu and others, arXiv 1805.01978).
 *
 * @param neighbours how many vote, for each column of the table
 * @param temperature divides similarities before their exponential becomes a vote's weight
 * @param device on which products are computed
 */
public record KnnProtocol(List<Integer> neighbours, double temperature, Device device) implements EvaluationProtocol {

    /** The numbers of neighbours that papers report. */
    public static final List<Integer> OFFICIAL_NEIGHBOURS = List.of(10, 20, 100, 200);

    public static final double OFFICIAL_TEMPERATURE = 0.07;

    public KnnProtocol {
        if (neighbours.isEmpty() || neighbours.stream().anyMatch(k -> k < 1)) {
            throw new IllegalArgumentException("the numbers of neighbours must be at least 1, not " + neighbours);
        }
        // Tensors are float: what is less would be a division by zero there. NaN is not at least anything.
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
            Map<Integer, ClassRanking> said = classifier.rank(test.features(), usable(train.size()));
            said.forEach((k, ranking) -> results.add(
                    // With fewer than five neighbours the other places of a top-5 would be filled by class number.
                    ranking.result("k = " + k, test.labels(), test.classes(), Math.min(k, ClassRanking.DEPTH))));
            return results;
        }
    }

    /** The numbers of neighbours that there are; all there are, where none of the wanted is possible. */
    private List<Integer> usable(int trainSize) {
        List<Integer> usable = neighbours.stream().filter(k -> k <= trainSize).toList();
        return usable.isEmpty() ? List.of(trainSize) : usable;
    }

    @Override
    public List<String> notes(int trainSize) {
        return neighbours.stream()
                .filter(k -> k > trainSize)
                .map(k -> "k = " + k + " is left out: there are only " + trainSize + " images to learn from")
                .toList();
    }
}
