package dev.pixio.search.update;

import dev.pixio.data.ImageSource;
import dev.pixio.data.folder.FolderSource;
import dev.pixio.search.IndexRoot;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Images to index. Closes the source.
 *
 * @param root their name in the index
 * @param images of the root
 */
public record IndexedSource(IndexRoot root, ImageSource images) implements AutoCloseable {

    /**
     * The images of a folder and those below it.
     *
     * @throws IOException in one line: there are no images, or they cannot be listed
     */
    public static IndexedSource of(Path folder) throws IOException {
        return new IndexedSource(IndexRoot.of(folder), FolderSource.of(folder));
    }

    @Override
    public void close() {
        images.close();
    }
}
