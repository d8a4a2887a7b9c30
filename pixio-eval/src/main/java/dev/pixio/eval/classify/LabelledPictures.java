package dev.pixio.eval.classify;

import dev.pixio.data.LabelledSource;
import java.util.List;

/**
 * Pictures to learn from and pictures to be asked about, of the same classes.
 *
 * @param train what a classifier learns from
 * @param test what it is asked about
 */
public record LabelledPictures(LabelledSource train, LabelledSource test) implements AutoCloseable {

    /** @throws IllegalArgumentException if a class is in one of them alone */
    public LabelledPictures {
        requireAll(train, test);
        requireAll(test, train);
        if (!train.classes().equals(test.classes())) {
            throw new IllegalArgumentException("the classes of " + train.description() + " and of " + test.description()
                    + " are numbered differently");
        }
    }

    private static void requireAll(LabelledSource wanted, LabelledSource there) {
        List<String> missing = wanted.classes().stream()
                .filter(name -> !there.classes().contains(name))
                .toList();
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(
                    (missing.size() == 1 ? "the class " : "the classes ") + String.join(", ", missing)
                            + (missing.size() == 1 ? " is" : " are") + " in " + wanted.description() + ", but not in "
                            + there.description() + "; both need the same class folders");
        }
    }

    /** The names of the classes in the order of their numbers. */
    public List<String> classes() {
        return train.classes();
    }

    @Override
    public void close() {
        train.close();
        test.close();
    }
}
