package dev.pixio.eval.classify;

import dev.pixio.eval.features.FeatureTable;
import dev.pixio.eval.report.ClassificationResult;
import java.util.List;

/** How features are evaluated: by a classifier that is trained on them alone. */
public sealed interface EvaluationProtocol permits KnnProtocol, LinearProtocol {

    /** Its name in files: "knn". */
    String id();

    /** One line that describes the method, printed with the results. */
    String description();

    /**
     * Trains a classifier on the features of one set of images and tests it on those of another.
     *
     * @param train features to train on
     * @param test features to test on, of the same dimension and classes; used once, after all hyperparameters are
     *     chosen
     * @return at least one result, in the order of the table's columns
     */
    List<ClassificationResult> evaluate(FeatureTable train, FeatureTable test);

    /**
     * Checks that a classifier can be trained on these images, before their features are computed.
     *
     * @param labels class index of each training image
     * @throws IllegalArgumentException in one line if not
     */
    default void requireTrainable(int[] labels) {}

    /** Restrictions due to the number of training images, one line each; usually none. */
    default List<String> notes(int trainSize) {
        return List.of();
    }
}
