package dev.pixio.eval.features;

import dev.pixio.data.LabelledSource;
import dev.pixio.data.folder.ClassFolderSource;
import dev.pixio.scene.SceneSource;
import java.util.List;

/**
 * Images to learn from and images to be asked about, of the same classes.
 *
 * @param train what a classifier learns from
 * @param test what it is asked about
 */
public record LabelledImages(LabelledSource train, LabelledSource test) implements AutoCloseable {

    /** @throws IllegalArgumentException if a class is in one of them alone, or an image may be in both */
    public LabelledImages {
        requireApart(train, test);
        requireAll(train, test);
        requireAll(test, train);
        if (!train.classes().equals(test.classes())) {
            throw new IllegalArgumentException("the classes of " + train.description() + " and of " + test.description()
                    + " are numbered differently");
        }
    }

    /** Whoever has learned an image's class knows it: such an accuracy, 100 % with one neighbour, says nothing. */
    private static void requireApart(LabelledSource train, LabelledSource test) {
        if (train instanceof ClassFolderSource learned && test instanceof ClassFolderSource asked) {
            asked.sharedWith(learned).ifPresent(folder -> {
                throw new IllegalArgumentException("the images in " + folder + " are both to learn from and to be asked"
                        + " about; give folders that are apart, or one folder as --data to hold some out");
            });
        }
        if (train instanceof SceneSource learned
                && test instanceof SceneSource asked
                && learned.sharesScenesWith(asked)) {
            throw new IllegalArgumentException(
                    "scenes to learn from and scenes to be asked about need different seeds; these are the same scenes");
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
