package dev.pixio.downstream.task;

import java.util.List;

/**
 * Classification: a class for each image.
 *
 * @param classes names of the classes, in the order of the scores
 */
public record Classification(List<String> classes) implements Task {

    /** @throws IllegalArgumentException if there are fewer than 2 classes, or two of one name */
    public Classification {
        classes = List.copyOf(classes);
        if (classes.size() < 2) {
            throw new IllegalArgumentException("classification needs at least 2 classes, not " + classes.size());
        }
        ClassNames.requireDistinct(classes);
    }

    @Override
    public String id() {
        return "classification";
    }

    @Override
    public int outputs() {
        return classes.size();
    }
}
