package dev.pixio.downstream.layout;

import dev.pixio.data.folder.FolderSource;
import dev.pixio.downstream.data.FilePair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Finds the true values of images by their names, and counts images that have none. */
final class PairFinder {

    private final List<FilePair> pairs = new ArrayList<>();
    private int alone;
    private Path firstAlone = Path.of("");

    /**
     * Adds all images below a folder.
     *
     * @param truth the file with the true values of an image, given its path relative to the folder without its extension; absent
     *     if the file is no image of the data set
     */
    PairFinder addFolder(Path images, Function<String, Optional<Path>> truth) throws IOException {
        FolderSource source = FolderSource.of(images);
        for (long i = 0; i < source.size(); i++) {
            Path image = source.path(i);
            truth.apply(withoutExtension(source.name(i))).ifPresent(file -> add(image, file));
        }
        return this;
    }

    /** Adds an image, unless the file with its true values is missing. */
    void add(Path image, Path truth) {
        if (Files.isRegularFile(truth)) {
            pairs.add(new FilePair(image, truth));
        } else if (alone++ == 0) {
            firstAlone = image;
        }
    }

    /**
     * The pairs.
     *
     * @param where the images are
     * @throws IOException if there are none
     */
    List<FilePair> required(Path where) throws IOException {
        if (pairs.isEmpty()) {
            throw new IOException(
                    alone == 0
                            ? where + " has no images"
                            : where + ": none of the " + alone + " images has true values; " + firstAlone
                                    + " is the first");
        }
        return pairs;
    }

    /** A line about images without true values, if there are any. */
    List<String> notes(Path where) {
        return alone == 0
                ? List.of()
                : List.of(where + ": " + alone + (alone == 1 ? " image has" : " images have")
                        + " no true values and " + (alone == 1 ? "is" : "are") + " left out; " + firstAlone
                        + (alone == 1 ? "" : " is the first"));
    }

    static String withoutExtension(String name) {
        int dot = name.lastIndexOf('.');
        return dot > name.lastIndexOf('/') + 1 ? name.substring(0, dot) : name;
    }
}
