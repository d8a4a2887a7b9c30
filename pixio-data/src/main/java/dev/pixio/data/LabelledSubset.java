package dev.pixio.data;

import dev.pixio.image.ImageReadException;
import dev.pixio.image.Reduction;
import dev.pixio.image.RgbImage;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;

/** Some of a source's pictures, with all of its classes. It closes nothing: the source is the caller's. */
public final class LabelledSubset implements LabelledSource {

    private final LabelledSource whole;
    private final int[] places;
    private final String description;

    /**
     * @param places of the pictures in the source, at least one
     * @param description such as "the fifth that was held out"
     */
    public LabelledSubset(LabelledSource whole, int[] places, String description) {
        if (places.length == 0) {
            throw new IllegalArgumentException("no pictures are left of " + whole.description());
        }
        this.whole = whole;
        this.places = places.clone();
        this.description = description;
    }

    @Override
    public List<String> classes() {
        return whole.classes();
    }

    @Override
    public int classOf(long index) {
        return whole.classOf(place(index));
    }

    @Override
    public String revision(long index) throws IOException {
        return whole.revision(place(index));
    }

    @Override
    public long size() {
        return places.length;
    }

    @Override
    public String name(long index) {
        return whole.name(place(index));
    }

    @Override
    public RgbImage read(long index) throws ImageReadException {
        return whole.read(place(index));
    }

    @Override
    public RgbImage read(long index, Predicate<Reduction> acceptable) throws ImageReadException {
        return whole.read(place(index), acceptable);
    }

    @Override
    public String description() {
        return description;
    }

    private long place(long index) {
        return places[Math.toIntExact(index)];
    }
}
