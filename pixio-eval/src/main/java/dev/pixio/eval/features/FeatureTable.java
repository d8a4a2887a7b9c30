package dev.pixio.eval.features;

import dev.pixio.torch.Tensors;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Features of labelled images. It owns native memory; close it. */
public final class FeatureTable implements AutoCloseable {

    private final Tensor features;
    private final int[] labels;
    private final List<String> classes;

    /**
     * @param features float {@code [N, D]} on the CPU, retained until this is closed
     * @param labels the class of each row
     * @param classes the names of the classes
     * @throws IllegalArgumentException if there is not one label for each row
     */
    public FeatureTable(Tensor features, int[] labels, List<String> classes) {
        if (features.dim() != 2 || features.size(0) != labels.length) {
            throw new IllegalArgumentException("features of shape " + Tensors.describe(features) + " do not match "
                    + labels.length + " labels: there must be one row per image");
        }
        this.features = Tensors.keep(features);
        this.labels = labels.clone();
        this.classes = List.copyOf(classes);
    }

    /** Float {@code [N, D]} on the CPU, owned by this table. */
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

    /** N, the number of images. */
    public int size() {
        return labels.length;
    }

    /** D, the length of an image's features. */
    public long dimension() {
        return features.size(1);
    }

    /** A new table with some of the rows, in the given order. */
    public FeatureTable rows(int[] indices) {
        try (PointerScope scope = new PointerScope()) {
            long[] rows = Arrays.stream(indices).asLongStream().toArray();
            int[] chosen = Arrays.stream(indices).map(index -> labels[index]).toArray();
            return new FeatureTable(features.index_select(0, Tensors.of(rows, rows.length)), chosen, classes);
        }
    }

    /** The labels as int64 {@code [N]} on the CPU, in the caller's scope. */
    public Tensor labelTensor() {
        return Tensors.of(Arrays.stream(labels).asLongStream().toArray(), labels.length);
    }

    /** A table of uninitialised rows. */
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
