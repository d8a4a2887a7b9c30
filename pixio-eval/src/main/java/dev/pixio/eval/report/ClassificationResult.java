package dev.pixio.eval.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The test result of one classifier.
 *
 * @param name of the classifier: "k = 20"
 * @param setting the hyperparameter that was chosen for these features; empty if there is none
 * @param top1 share of images whose class has the highest score
 * @param top5 share of images whose class is among the five highest scores
 * @param byClass top-1 accuracy of each class that has test images
 * @param confusions wrong predictions by actual and predicted class, most frequent first, at most ten
 */
public record ClassificationResult(
        String name,
        Optional<Setting> setting,
        Accuracy top1,
        Accuracy top5,
        Map<String, Accuracy> byClass,
        List<Confusion> confusions) {

    /**
     * A hyperparameter and its value.
     *
     * @param name such as "learning rate"
     */
    public record Setting(String name, double value) {}

    /** A copy with the hyperparameter that was chosen. */
    public ClassificationResult withSetting(Setting chosen) {
        return new ClassificationResult(name, Optional.of(chosen), top1, top5, byClass, confusions);
    }

    /**
     * Images of one class that were predicted as another.
     *
     * @param actual the class of the images
     * @param predicted the class that the classifier predicted
     * @param images number of images
     */
    public record Confusion(String actual, String predicted, int images) {}
}
