package dev.pixio.data;

import java.io.IOException;
import java.util.List;

/** Some of a source's images, with all of its classes. */
public final class LabelledSubset implements LabelledSource, IndexedSource {

    private final LabelledSource whole;
    private final int[] places;
    private final String description;

    /**
     * @param places of the images in the source, at least one
     * @param description such as "the fifth that was held out"
     */
    public LabelledSubset(LabelledSource whole, int[] places, String description) {
        if (places.length == 0) {
            throw new IllegalArgumentException("no images are left of " + whole.description());
        }
        this.whole = whole;
        this.places = places.clone();
        this.description = description;
    }

    @Override
    public LabelledSource whole() {
        return whole;
    }

    @Override
    public long indexInWhole(long index) {
        return places[Math.toIntExact(index)];
    }

    @Override
    public long size() {
        return places.length;
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
