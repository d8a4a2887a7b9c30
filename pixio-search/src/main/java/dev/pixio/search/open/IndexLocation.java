package dev.pixio.search.open;

import dev.pixio.io.UserCache;
import dev.pixio.search.SearchIndex;
import dev.pixio.search.folder.FolderIndex;
import dev.pixio.search.folder.FolderStore;
import dev.pixio.search.folder.FolderStore.Existing;
import dev.pixio.search.folder.IndexFiles;
import dev.pixio.search.postgres.Database;
import dev.pixio.search.postgres.PostgresIndex;
import dev.pixio.search.postgres.PostgresStore;
import dev.pixio.search.update.IndexStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Where an index is: a folder, or a PostgreSQL database with pgvector. */
public final class IndexLocation {

    private final Optional<Path> folder;
    private final Optional<Database> database;

    private IndexLocation(Optional<Path> folder, Optional<Database> database) {
        this.folder = folder;
        this.database = database;
    }

    /**
     * What a user names.
     *
     * @param text the path of a folder, or {@code jdbc:postgresql://HOST/DATABASE}
     * @throws IllegalArgumentException in one line: it is not valid
     */
    public static IndexLocation of(String text) {
        return text.startsWith("jdbc:")
                ? new IndexLocation(Optional.empty(), Optional.of(new Database(text)))
                : new IndexLocation(Optional.of(Path.of(text)), Optional.empty());
    }

    /**
     * Opens the index for searching. The caller closes it.
     *
     * @throws dev.pixio.search.IndexException in one line: there is no index, or it is damaged
     */
    public SearchIndex open() throws IOException {
        return database.isPresent() ? PostgresIndex.open(database.get()) : FolderIndex.open(folder.orElseThrow());
    }

    /**
     * Opens or creates the index for an update. The caller closes it.
     *
     * @param anew whether an index that is there is replaced
     * @param version of the program that writes the index
     */
    public IndexStore update(boolean anew, String version) throws IOException {
        if (database.isPresent()) {
            return PostgresStore.open(database.get(), anew, version);
        }
        Existing existing = anew ? Existing.REPLACE : Existing.UPDATE;
        return FolderStore.open(folder.orElseThrow(), existing, version);
    }

    /** Files and folders of the index, which are no images of the user. */
    public Set<Path> files() {
        return folder.map(Set::of).orElse(Set.of());
    }

    /** The folder that keeps thumbnails of the index: its own, or one in the user's cache. */
    public Path thumbnails() {
        return folder.map(path -> path.resolve(IndexFiles.THUMBNAILS))
                .orElseGet(() -> UserCache.folder(IndexFiles.THUMBNAILS));
    }

    /** The location for messages, without user and password. */
    @Override
    public String toString() {
        return database.map(Database::toString).orElseGet(() -> String.valueOf(folder.orElse(Path.of(""))));
    }
}
