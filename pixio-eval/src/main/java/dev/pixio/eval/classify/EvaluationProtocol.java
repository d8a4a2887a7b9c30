package dev.pixio.eval.classify;

import dev.pixio.eval.features.FeatureTable;
import dev.pixio.eval.report.ClassificationResult;
import java.util.List;

/** A way to ask whether features tell classes apart: a classifier that sees nothing but them. */
public sealed interface EvaluationProtocol permits KnnProtocol, LinearProtocol {

    /** What it is called in files: "knn". */
    String id();

    /** One line on how it is done, for whoever reads a table. */
    String description();

    /**
     * Learns from the labelled features of one set of images and says what the others show.
     *
     * @param train what is learned from
     * @param test of the same dimension and classes; it is looked at once, after all choices are made
     * @return at least one result, in the order of a table's columns
     */
    List<ClassificationResult> evaluate(FeatureTable train, FeatureTable test);

    /** What could not be done with so many images to learn from, one line each; mostly nothing. */
    default List<String> notes(int trainSize) {
        return List.of();
    }
}
