package dev.pixio.search.open;

import dev.pixio.search.SearchIndex;
import dev.pixio.search.folder.FolderIndex;
import dev.pixio.search.folder.FolderStore;
import dev.pixio.search.folder.IndexFiles;
import dev.pixio.search.update.IndexStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/** Where an index is: a folder. */
public final class IndexLocation {

    private final Path folder;

    private IndexLocation(Path folder) {
        this.folder = folder;
    }

    /**
     * What a user names.
     *
     * @param text the path of a folder
     * @throws IllegalArgumentException in one line: it is not valid
     */
    public static IndexLocation of(String text) {
        return new IndexLocation(Path.of(text));
    }

    /**
     * Opens the index for searching. The caller closes it.
     *
     * @throws dev.pixio.search.IndexException in one line: there is no index, or it is damaged
     */
    public SearchIndex open() throws IOException {
        return FolderIndex.open(folder);
    }

    /**
     * Opens or creates the index for an update. The caller closes it.
     *
     * @param anew whether an index that is there is replaced
     * @param version of the program that writes the index
     */
    public IndexStore update(boolean anew, String version) throws IOException {
        return FolderStore.open(folder, anew ? FolderStore.Existing.REPLACE : FolderStore.Existing.UPDATE, version);
    }

    /** Files and folders of the index, which are no images of the user. */
    public Set<Path> files() {
        return Set.of(folder);
    }

    /** The folder that keeps thumbnails of the index. */
    public Path thumbnails() {
        return folder.resolve(IndexFiles.THUMBNAILS);
    }

    /** The location for messages. */
    @Override
    public String toString() {
        return folder.toString();
    }
}
