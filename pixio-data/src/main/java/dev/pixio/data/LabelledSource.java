package dev.pixio.data;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** Images with one class label each. All methods are thread-safe. */
public interface LabelledSource extends ImageSource {

    /** The names of the classes, by class index. */
    List<String> classes();

    /**
     * The class of an image.
     *
     * @param index from 0 to {@code size() - 1}
     * @return an index into {@link #classes}
     */
    int classOf(long index);

    /**
     * A value that changes with the content of an image, such as size and modification time of its file. Empty for images
     * that never change.
     *
     * @param index from 0 to {@code size() - 1}
     */
    default String revision(long index) throws IOException {
        return "";
    }

    /**
     * Whether {@link #revision} changes with each change of the images; false if some are on a server that states neither when
     * a file changed nor its version.
     */
    default boolean isIdentified() {
        return true;
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

    /** The class indices of all images, in source order. */
    default int[] labels() {
        return LongStream.range(0, size()).mapToInt(this::classOf).toArray();
    }
}
