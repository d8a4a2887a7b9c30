package dev.pixio.eval.report;

import java.util.List;
import java.util.Map;

/**
 * What one classifier got right.
 *
 * @param name of the classifier: "k = 20"
 * @param top1 the likeliest class is the right one
 * @param top5 the right class is among the five likeliest
 * @param byClass the likeliest class is the right one, for the images of each class that has any
 * @param confusions which classes were taken for which, the most frequent first, at most ten
 */
public record ClassificationResult(
        String name, Accuracy top1, Accuracy top5, Map<String, Accuracy> byClass, List<Confusion> confusions) {

    /**
     * One class taken for another.
     *
     * @param actual the class of the images
     * @param predicted the class that the classifier predicted
     * @param images number of images
     */
    public record Confusion(String actual, String predicted, int images) {}
}
