package dev.pixio.eval.classify;

import dev.pixio.data.LeftOut;
import dev.pixio.eval.features.FeatureTable;
import dev.pixio.eval.features.LabelledImages;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** Remarks on the images of an evaluation that change what its accuracies mean. */
final class DataNotes {

    private DataNotes() {}

    /** What the listings left out: once if training and test images are from one folder. */
    static List<String> leftOut(LabelledImages images) {
        LeftOut train = images.train().leftOut();
        LeftOut test = images.test().leftOut();
        if (train.equals(test)) {
            return train.lines("the images");
        }
        List<String> notes = new ArrayList<>(train.lines("the training images"));
        notes.addAll(test.lines("the test images"));
        return notes;
    }

    /** Classes without a training or test image, because they have too few or none that can be read. */
    static List<String> missingClasses(FeatureTable train, FeatureTable test) {
        List<String> notes = new ArrayList<>();
        long[] trained = counts(train);
        long[] tested = counts(test);
        first(train.classes(), trained)
                .ifPresent(
                        name -> notes.add(name + " has no readable training image, so its test images count as wrong"));
        first(test.classes(), tested)
                .ifPresent(name -> notes.add(name + " has no test image (none that can be read, or too few to divide),"
                        + " so it does not count in the accuracy"));
        return notes;
    }

    /** The first class without an image, and the number of the others. */
    private static Optional<String> first(List<String> classes, long[] counts) {
        int[] missing = IntStream.range(0, counts.length)
                .filter(label -> counts[label] == 0)
                .toArray();
        if (missing.length == 0) {
            return Optional.empty();
        }
        String name = "class '" + classes.get(missing[0]) + "'";
        return Optional.of(
                missing.length == 1
                        ? name
                        : String.format(Locale.ROOT, "each of %,d classes, first %s,", missing.length, name));
    }

    private static long[] counts(FeatureTable table) {
        long[] counts = new long[table.classes().size()];
        Arrays.stream(table.labels()).forEach(label -> counts[label]++);
        return counts;
    }
}
