package dev.pixio.eval.features;

import dev.pixio.data.LabelledSource;
import dev.pixio.data.LabelledSubset;
import dev.pixio.data.StratifiedSplit;
import dev.pixio.torch.memory.MemoryDemand;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * Training and test images of the same classes.
 *
 * @param train the images that a classifier is trained on
 * @param test the images that it is tested on
 */
public record LabelledImages(LabelledSource train, LabelledSource test) implements AutoCloseable {

    /** A label, an index of a part, and both again while the arrays are made. */
    private static final int BYTES_PER_IMAGE = 4 * Integer.BYTES;

    /**
     * @throws IllegalArgumentException if a class is in only one of them, an image is in both, or their labels do not fit into
     *     memory
     */
    public LabelledImages {
        requireMemory(train);
        requireMemory(test);
        requireNoOverlap(train, test);
        requireAll(train, test);
        requireAll(test, train);
        if (!train.classes().equals(test.classes())) {
            throw new IllegalArgumentException("the classes of " + train.description() + " and of " + test.description()
                    + " have the same names in a different order");
        }
    }

    /**
     * Splits labelled images into training and test images with the same class proportions. A class with one image is not tested.
     *
     * @param whole the images
     * @param share of each class that is held out for the test
     * @param seed of the choice
     * @param purpose keys the choice, together with the seed
     * @throws IOException in one line if no class has two images
     */
    public static LabelledImages split(LabelledSource whole, double share, long seed, String purpose)
            throws IOException {
        requireMemory(whole);
        StratifiedSplit split = StratifiedSplit.of(whole.labels(), share, seed, purpose);
        if (split.heldOut().length == 0) {
            throw new IOException("no image can be held out for the test from " + whole.description()
                    + ": a class needs at least two, and '" + whole.classes().get(whole.classOf(0))
                    + "' and all others have one; add images, or give separate ones for training and test");
        }
        return new LabelledImages(
                subset(whole, split.kept(), "training", seed), subset(whole, split.heldOut(), "testing", seed));
    }

    private static void requireMemory(LabelledSource source) {
        MemoryDemand.requireHeap("the labels of " + source.description(), (double) BYTES_PER_IMAGE * source.size());
    }

    private static LabelledSource subset(LabelledSource whole, int[] indices, String use, long seed) {
        return new LabelledSubset(
                whole,
                indices,
                String.format(
                        Locale.ROOT, "%,d of %s, for %s (seed %d)", indices.length, whole.description(), use, seed));
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
                            + other.description() + "; both need the same classes");
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
