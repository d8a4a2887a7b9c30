package dev.pixio.eval.features;

import dev.pixio.torch.Tensors;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Features of labelled images. It owns its memory; close it. */
public final class FeatureTable implements AutoCloseable {

    private final Tensor features;
    private final int[] labels;
    private final List<String> classes;

    /**
     * @param features float {@code [N, D]} on the CPU, kept until this is closed
     * @param labels the class of each row
     * @param classes the names of the classes
     * @throws IllegalArgumentException if there is not one label for each row
     */
    public FeatureTable(Tensor features, int[] labels, List<String> classes) {
        if (features.dim() != 2 || features.size(0) != labels.length) {
            throw new IllegalArgumentException("features of shape " + Tensors.describe(features) + " do not go with "
                    + labels.length + " labels: one row an image is needed");
        }
        this.features = Tensors.keep(features);
        this.labels = labels.clone();
        this.classes = List.copyOf(classes);
    }

    /** Float {@code [N, D]} on the CPU; it belongs to this. */
    public Tensor features() {
        return features;
    }

    /** The class of each row. */
    public int[] labels() {
        return labels.clone();
    }

    /** The names of the classes. */
    public List<String> classes() {
        return classes;
    }

    /** N, how many images. */
    public int size() {
        return labels.length;
    }

    /** D, the length of an image's features. */
    public long dimension() {
        return features.size(1);
    }

    /** Some of the rows, in the given order, as a table of its own. */
    public FeatureTable rows(int[] places) {
        try (PointerScope scope = new PointerScope()) {
            long[] wide = Arrays.stream(places).asLongStream().toArray();
            int[] chosen = Arrays.stream(places).map(place -> labels[place]).toArray();
            return new FeatureTable(features.index_select(0, Tensors.of(wide, wide.length)), chosen, classes);
        }
    }

    /** The labels as int64 {@code [N]} on the CPU, in the caller's scope. */
    public Tensor labelTensor() {
        return Tensors.of(Arrays.stream(labels).asLongStream().toArray(), labels.length);
    }

    /** A table of unset rows, to be filled. */
    static FeatureTable empty(int[] labels, long dimension, List<String> classes) {
        try (PointerScope scope = new PointerScope()) {
            return new FeatureTable(Tensors.empty(ScalarType.Float, labels.length, dimension), labels, classes);
        }
    }

    @Override
    public void close() {
        features.close();
    }
}
