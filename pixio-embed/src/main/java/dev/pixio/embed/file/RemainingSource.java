package dev.pixio.embed.file;

import dev.pixio.data.ImageSource;
import dev.pixio.image.ImageReadException;
import dev.pixio.image.Reduction;
import dev.pixio.image.RgbImage;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/** The pictures of a source that are not done yet, in its order. */
final class RemainingSource implements ImageSource {

    private final ImageSource whole;
    private final long[] indices;

    private RemainingSource(ImageSource whole, long[] indices) {
        this.whole = whole;
        this.indices = indices;
    }

    /**
     * @param whole stays open
     * @param done the names of the pictures to leave out
     */
    static RemainingSource of(ImageSource whole, Set<String> done) {
        return new RemainingSource(
                whole,
                LongStream.range(0, whole.size())
                        .filter(index -> !done.contains(whole.name(index)))
                        .toArray());
    }

    /** How many were done. */
    long before() {
        return whole.size() - indices.length;
    }

    /** Which picture of the whole source it is. */
    long indexInWhole(long index) {
        return indices[(int) index];
    }

    @Override
    public long size() {
        return indices.length;
    }

    @Override
    public String name(long index) {
        return whole.name(indexInWhole(index));
    }

    @Override
    public RgbImage read(long index) throws ImageReadException {
        return whole.read(indexInWhole(index));
    }

    @Override
    public RgbImage read(long index, Predicate<Reduction> acceptable) throws ImageReadException {
        return whole.read(indexInWhole(index), acceptable);
    }

    @Override
    public String description() {
        return indices.length + " of " + whole.description();
    }
}
