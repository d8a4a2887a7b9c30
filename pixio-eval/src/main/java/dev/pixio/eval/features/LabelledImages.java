package dev.pixio.eval.features;

import dev.pixio.data.LabelledSource;
import java.util.List;

/**
 * Training and test images of the same classes.
 *
 * @param train the images that a classifier is trained on
 * @param test the images that it is tested on
 */
public record LabelledImages(LabelledSource train, LabelledSource test) implements AutoCloseable {

    /** @throws IllegalArgumentException if a class is in only one of them, or an image is in both */
    public LabelledImages {
        requireNoOverlap(train, test);
        requireAll(train, test);
        requireAll(test, train);
        if (!train.classes().equals(test.classes())) {
            throw new IllegalArgumentException("the classes of " + train.description() + " and of " + test.description()
                    + " have the same names in a different order");
        }
    }

    /** An image in both sets is its own nearest neighbour, so its prediction is correct for any features. */
    private static void requireNoOverlap(LabelledSource train, LabelledSource test) {
        test.overlapWith(train).ifPresent(overlap -> {
            throw new IllegalArgumentException("the training and test images overlap: " + overlap
                    + "; give separate ones, or one folder as --data to hold some out");
        });
    }

    private static void requireAll(LabelledSource source, LabelledSource other) {
        List<String> missing = source.classes().stream()
                .filter(name -> !other.classes().contains(name))
                .toList();
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(
                    (missing.size() == 1 ? "the class " : "the classes ") + String.join(", ", missing)
                            + (missing.size() == 1 ? " is" : " are") + " in " + source.description() + ", but not in "
                            + other.description() + "; both need the same class folders");
        }
    }

    /** The names of the classes, in the order of their indices. */
    public List<String> classes() {
        return train.classes();
    }

    @Override
    public void close() {
        train.close();
        test.close();
    }
}
