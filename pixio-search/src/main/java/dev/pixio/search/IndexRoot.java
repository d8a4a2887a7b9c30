package dev.pixio.search;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A source of images of an index. Paths of images are relative to it.
 *
 * @param data as {@code --data} takes it, with absolute paths; it identifies the root
 * @param folder that contains all of its images as files; empty of archives, tables and the like
 */
public record IndexRoot(String data, Optional<Path> folder) {

    public IndexRoot {
        if (data.isBlank()) {
            throw new IllegalArgumentException("a source of images must have a name");
        }
    }

    /** A folder of images. */
    public static IndexRoot of(Path folder) {
        Path absolute = folder.toAbsolutePath().normalize();
        return new IndexRoot(absolute.toString(), Optional.of(absolute));
    }

    /** A source that is no folder of files, such as an archive. */
    public static IndexRoot named(String data) {
        return new IndexRoot(data, Optional.empty());
    }
}
