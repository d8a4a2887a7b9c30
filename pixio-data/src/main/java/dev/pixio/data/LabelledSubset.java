package dev.pixio.data;

import java.io.IOException;
import java.util.List;

/** A subset of the images of a labelled source, with all of its classes. */
public final class LabelledSubset implements LabelledSource, IndexedSource {

    private final LabelledSource whole;
    private final int[] indices;
    private final String description;

    /**
     * Selects images.
     *
     * @param whole the underlying source
     * @param indices of the images in the source, at least one
     * @param description in one line, such as "the fifth that was held out"
     */
    public LabelledSubset(LabelledSource whole, int[] indices, String description) {
        if (indices.length == 0) {
            throw new IllegalArgumentException("no images are selected from " + whole.description());
        }
        this.whole = whole;
        this.indices = indices.clone();
        this.description = description;
    }

    @Override
    public LabelledSource whole() {
        return whole;
    }

    @Override
    public long indexInWhole(long index) {
        return indices[Math.toIntExact(index)];
    }

    @Override
    public long size() {
        return indices.length;
    }

    @Override
    public List<String> classes() {
        return whole.classes();
    }

    @Override
    public int classOf(long index) {
        return whole.classOf(indexInWhole(index));
    }

    @Override
    public String revision(long index) throws IOException {
        return whole.revision(indexInWhole(index));
    }

    @Override
    public String description() {
        return description;
    }
}
