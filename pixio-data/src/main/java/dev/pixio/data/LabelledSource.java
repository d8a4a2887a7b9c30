package dev.pixio.data;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** Images of which it is known what they show: one class each. All methods may be called by several threads at once. */
public interface LabelledSource extends ImageSource {

    /** The names of the classes in the order of their numbers. */
    List<String> classes();

    /**
     * The class of an image.
     *
     * @param index from 0 to {@code size() - 1}
     * @return a place in {@link #classes}
     */
    int classOf(long index);

    /**
     * What changes when an image's content does, though its name stays: a file's size and time. Empty for images that
     * never change.
     *
     * @param index from 0 to {@code size() - 1}
     */
    default String revision(long index) throws IOException {
        return "";
    }

    /**
     * States which images are both in this source and in another one, so that no classifier is tested on the images it was
     * trained on.
     *
     * @return one clause, such as "the images in cats/ are in both"; empty if no overlap is known
     */
    default Optional<String> overlapWith(LabelledSource other) {
        return Optional.empty();
    }

    /** The classes of all images, in their order. */
    default int[] labels() {
        return LongStream.range(0, size()).mapToInt(this::classOf).toArray();
    }
}
