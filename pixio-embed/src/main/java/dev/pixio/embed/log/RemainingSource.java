package dev.pixio.embed.log;

import dev.pixio.data.ImageSource;
import dev.pixio.data.IndexedSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/** The images of a source that have not been processed yet, in source order. */
public final class RemainingSource implements IndexedSource {

    private final ImageSource whole;
    private final long[] indices;

    private RemainingSource(ImageSource whole, long[] indices) {
        this.whole = whole;
        this.indices = indices;
    }

    /**
     * A source of the images that have no features yet.
     *
     * @param whole the source
     * @param done the names of the images to leave out
     */
    public static RemainingSource of(ImageSource whole, Set<String> done) {
        return new RemainingSource(
                whole,
                LongStream.range(0, whole.size())
                        .filter(index -> !done.contains(whole.name(index)))
                        .toArray());
    }

    /**
     * A source of the images after those that were processed. Images may have the same name, as in archives: as many of a name are
     * left out as were processed.
     *
     * @param whole the source
     * @param done the names of the images to leave out, and how many there are of each
     */
    public static RemainingSource after(ImageSource whole, Map<String, Integer> done) {
        Map<String, Integer> left = new HashMap<>(done);
        LongStream.Builder indices = LongStream.builder();
        for (long index = 0; index < whole.size(); index++) {
            int count = left.getOrDefault(whole.name(index), 0);
            if (count == 0) {
                indices.add(index);
            } else {
                left.put(whole.name(index), count - 1);
            }
        }
        return new RemainingSource(whole, indices.build().toArray());
    }

    /**
     * Those of another process.
     *
     * @param whole the same source in this process
     * @param indices {@link #indices} of the other one
     */
    public static RemainingSource of(ImageSource whole, long[] indices) {
        return new RemainingSource(whole, indices.clone());
    }

    /** The indices in the whole source, in order. */
    public long[] indices() {
        return indices.clone();
    }

    /** The number of images that were processed. */
    long doneCount() {
        return whole.size() - indices.length;
    }

    @Override
    public ImageSource underlying() {
        return whole;
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
    public String description() {
        return indices.length + " of " + whole.description();
    }
}
