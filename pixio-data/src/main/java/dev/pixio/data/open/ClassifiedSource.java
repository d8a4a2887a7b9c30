package dev.pixio.data.open;

import dev.pixio.data.EpochOrder;
import dev.pixio.data.ImageSource;
import dev.pixio.data.IndexedSource;
import dev.pixio.data.LabelledSource;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongFunction;
import java.util.regex.Pattern;

/** The images of a source with a class each, and the files that two such sources may have in common. Closes the source. */
public class ClassifiedSource implements LabelledSource, IndexedSource {

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private final ImageSource source;
    private final Files files;
    private final List<String> classes;
    private final int[] labels;

    /** The files that have the images. */
    public interface Files {

        /** Changes with the content of an image, as {@link LabelledSource#revision}. */
        String revision(long index) throws IOException;

        /** As {@link LabelledSource#isIdentified}. */
        default boolean isIdentified() {
            return true;
        }

        /** Their places, which two sources have in common if they have images in common. */
        Set<String> places();
    }

    /**
     * Images whose classes are known.
     *
     * @param classes their names
     * @param labels the class of each image, an index into the names; not copied
     */
    protected ClassifiedSource(ImageSource source, List<String> classes, int[] labels, Files files) {
        this.source = source;
        this.files = files;
        this.classes = List.copyOf(classes);
        this.labels = labels;
    }

    /**
     * Reads the classes that texts name, such as folders. Their order is that of the numbers if all are numbers, and otherwise that of
     * character codes, as in Python.
     *
     * @param label the class of each image, by its index
     * @param hint what names a class, for messages: "a member .cls in each sample names the class"
     * @throws IOException in one line: an image has no class, or there is only one class
     */
    public static ClassifiedSource of(ImageSource source, LongFunction<String> label, String hint, Files files)
            throws IOException {
        String[] names = new String[Math.toIntExact(source.size())];
        Set<String> distinct = new TreeSet<>();
        for (int i = 0; i < names.length; i++) {
            names[i] = label.apply(i);
            if (names[i].isEmpty()) {
                throw new IOException(source.name(i) + " of " + source.description() + " has no class: " + hint);
            }
            distinct.add(names[i]);
        }
        if (distinct.size() < 2) {
            throw new IOException(source.description() + " have only one class, '" + names[0]
                    + "'; classification needs at least two: " + hint);
        }
        boolean numbers =
                distinct.stream().allMatch(name -> NUMBER.matcher(name).matches());
        List<String> classes = distinct.stream()
                .sorted(numbers ? Comparator.comparingLong(Long::parseLong) : Comparator.<String>naturalOrder())
                .toList();
        Map<String, Integer> order = new HashMap<>();
        classes.forEach(name -> order.put(name, order.size()));
        int[] labels = new int[names.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = Objects.requireNonNull(order.get(names[i]));
        }
        return new ClassifiedSource(source, classes, labels, files);
    }

    @Override
    public ImageSource underlying() {
        return source;
    }

    @Override
    public long underlyingIndex(long index) {
        return index;
    }

    @Override
    public long size() {
        return source.size();
    }

    @Override
    public Optional<EpochOrder> trainingOrder(long seed, int batchSize) {
        return source.trainingOrder(seed, batchSize);
    }

    @Override
    public Optional<EpochOrder> trainingOrder(long seed, int batchSize, int... indices) {
        return source.trainingOrder(seed, batchSize, indices);
    }

    @Override
    public String fingerprint() {
        return source.fingerprint();
    }

    @Override
    public String description() {
        return source.description();
    }

    @Override
    public List<String> classes() {
        return classes;
    }

    @Override
    public int classOf(long index) {
        return labels[Math.toIntExact(index)];
    }

    @Override
    public String revision(long index) throws IOException {
        return files.revision(index);
    }

    @Override
    public boolean isIdentified() {
        return files.isIdentified();
    }

    @Override
    public Optional<String> overlapWith(LabelledSource other) {
        if (!(other instanceof ClassifiedSource classified)) {
            return Optional.empty();
        }
        Set<String> others = classified.files.places();
        return files.places().stream()
                .filter(others::contains)
                .findFirst()
                .map(file -> "the images in " + file + " are in both");
    }

    @Override
    public void close() {
        source.close();
    }
}
