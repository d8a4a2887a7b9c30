package dev.pixio.data;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** A subset of the images of a labelled source, with all of its classes. */
public final class LabelledSubset implements LabelledSource, IndexedSource {

    private final LabelledSource underlying;
    private final int[] indices;
    private final String description;

    /**
     * Selects images.
     *
     * @param underlying the underlying source
     * @param indices of the images in the source, at least one
     * @param description in one line, such as "the fifth that was held out"
     */
    public LabelledSubset(LabelledSource underlying, int[] indices, String description) {
        if (indices.length == 0) {
            throw new IllegalArgumentException("no images are selected from " + underlying.description());
        }
        this.underlying = underlying;
        this.indices = indices.clone();
        this.description = description;
    }

    @Override
    public LabelledSource underlying() {
        return underlying;
    }

    @Override
    public long underlyingIndex(long index) {
        return indices[Math.toIntExact(index)];
    }

    @Override
    public long size() {
        return indices.length;
    }

    @Override
    public List<String> classes() {
        return underlying.classes();
    }

    @Override
    public int classOf(long index) {
        return underlying.classOf(underlyingIndex(index));
    }

    @Override
    public Optional<EpochOrder> trainingOrder(long seed, int batchSize) {
        return underlying.trainingOrder(seed, batchSize, indices.clone());
    }

    @Override
    public Optional<EpochOrder> trainingOrder(long seed, int batchSize, int... positions) {
        int[] selected =
                IntStream.of(positions).map(position -> indices[position]).toArray();
        return underlying.trainingOrder(seed, batchSize, selected);
    }

    /** Of the names. If the source has an order of its own, of the source and the indices, on which the order of the subset depends. */
    @Override
    public String fingerprint() {
        if (underlying.trainingOrder(0, 1).isEmpty()) {
            return LabelledSource.super.fingerprint();
        }
        Fingerprint fingerprint = new Fingerprint().add("subset").add(underlying.fingerprint());
        for (int index : indices) {
            fingerprint.add(Integer.toString(index));
        }
        return fingerprint.hex();
    }

    @Override
    public String revision(long index) throws IOException {
        return underlying.revision(underlyingIndex(index));
    }

    @Override
    public boolean isIdentified() {
        return underlying.isIdentified();
    }

    @Override
    public String description() {
        return description;
    }
}
