package dev.pixio.eval.report;

import java.util.List;
import java.util.Map;

/**
 * The test result of one classifier.
 *
 * @param name of the classifier: "k = 20"
 * @param top1 share of images whose class has the highest score
 * @param top5 share of images whose class is among the five highest scores
 * @param byClass top-1 accuracy of each class that has test images
 * @param confusions wrong predictions by actual and predicted class, most frequent first, at most ten
 */
public record ClassificationResult(
        String name, Accuracy top1, Accuracy top5, Map<String, Accuracy> byClass, List<Confusion> confusions) {

    /**
     * Images of one class that were predicted as another.
     *
     * @param actual the class of the images
     * @param predicted the class that the classifier predicted
     * @param images number of images
     */
    public record Confusion(String actual, String predicted, int images) {}
}
