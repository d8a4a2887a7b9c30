package dev.pixio.search.folder;

import dev.pixio.embed.FeatureOrigin;
import dev.pixio.io.LockedFile;
import dev.pixio.io.OutputFile;
import dev.pixio.search.FileFacts;
import dev.pixio.search.IndexException;
import dev.pixio.search.IndexRoot;
import dev.pixio.search.update.ImageVectors;
import dev.pixio.search.update.IndexStore;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An index in a folder, opened for an update. Readers see the old generation of the index until the update ends, and those that have
 * opened it go on with it. A process that is killed at any time leaves the last complete generation, and the vectors that it has
 * computed, with which the next update goes on.
 */
public final class FolderStore implements IndexStore {

    /** Number of images from which an index has a graph. Below it an exact search takes milliseconds. */
    public static final int GRAPH_FROM = 100_000;

    private final Path folder;
    private final Existing existing;
    private final String version;
    private final int graphFrom;
    private final LockedFile lock;
    private @Nullable FolderChanges changes;

    /** What happens to an index that is there already. */
    public enum Existing {
        /** It is brought up to date. */
        UPDATE,
        /** It is made anew; until that is complete, the old one stays. */
        REPLACE
    }

    private FolderStore(Path folder, Existing existing, String version, int graphFrom, LockedFile lock) {
        this.folder = folder;
        this.existing = existing;
        this.version = version;
        this.graphFrom = graphFrom;
        this.lock = lock;
    }

    /**
     * Opens an index, or creates its folder.
     *
     * @param folder of the index; it need not exist
     * @param version of the program that writes the index
     * @throws IndexException in one line: the folder has other files, or another process updates the index
     */
    public static FolderStore open(Path folder, Existing existing, String version) throws IOException {
        return open(folder, existing, version, GRAPH_FROM);
    }

    /**
     * Opens an index, or creates its folder.
     *
     * @param folder of the index; it need not exist
     * @param version of the program that writes the index
     * @param graphFrom number of images from which the index has a graph, in the place of {@link #GRAPH_FROM}
     * @throws IndexException in one line: the folder has other files, or another process updates the index
     */
    public static FolderStore open(Path folder, Existing existing, String version, int graphFrom) throws IOException {
        OutputFile.createFolder(folder);
        if (!IndexFiles.isIndex(folder) && !Files.exists(folder.resolve(IndexFiles.LOCK)) && !isEmpty(folder)) {
            throw new IndexException(folder + " is not empty and no index: name another folder");
        }
        LockedFile lock = LockedFile.create(folder.resolve(IndexFiles.LOCK))
                .orElseThrow(() -> new IndexException("another process updates the index " + folder + ": wait for it"));
        return new FolderStore(folder, existing, version, graphFrom, lock);
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            return !files.iterator().hasNext();
        }
    }

    @Override
    public void begin(FeatureOrigin origin) throws IOException {
        Path pending = folder.resolve(IndexFiles.PENDING);
        // Vectors of the same weights and settings are those of an interrupted call, which goes on.
        if (existing == Existing.REPLACE && !PendingLog.isOf(pending, origin.withoutPath())) {
            Files.deleteIfExists(pending);
        }
        Optional<Generation> base = existing == Existing.REPLACE ? Optional.empty() : Generation.current(folder);
        if (base.isPresent()) {
            requireSame(base.get().manifest().origin(), origin);
            // Before anything is deleted: the next generation takes vectors over, and has checksums of its own.
            base.get().check();
        }
        IndexFiles.deleteOthers(folder, existing == Existing.REPLACE ? kept() : base.map(Generation::folder));
        changes = new FolderChanges(
                folder, base, PendingLog.open(pending, origin.withoutPath()), origin, version, graphFrom);
    }

    /** The generation that readers may open, even if it is damaged. */
    private Optional<Path> kept() throws IOException {
        try {
            return IndexFiles.current(folder).map(IndexFiles.Current::folder);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private void requireSame(FeatureOrigin stored, FeatureOrigin origin) throws IndexException {
        List<String> differences = stored.differences(origin);
        if (!differences.isEmpty()) {
            throw new IndexException("the index " + folder + " was made with other weights or settings: of the index, "
                    + String.join("; ", differences) + ". Use the same, or make it anew with --overwrite");
        }
    }

    private FolderChanges changes() {
        return Objects.requireNonNull(changes, "begin() comes first");
    }

    @Override
    public Optional<FileFacts> known(IndexRoot root, String path) {
        return changes().known(root, path);
    }

    @Override
    public void keep(IndexRoot root, String path, FileFacts facts) {
        changes().keep(root, path, facts);
    }

    @Override
    public void put(IndexRoot root, String path, FileFacts facts, ImageVectors vectors) throws IOException {
        changes().put(root, path, facts, vectors);
    }

    @Override
    public void endBatch() throws IOException {
        changes().force();
    }

    @Override
    public StoreChanges finish(List<IndexRoot> roots) throws IOException {
        StoreChanges result = changes().finish(roots);
        changes().close();
        changes = null;
        Files.deleteIfExists(folder.resolve(IndexFiles.PENDING));
        return result;
    }

    @Override
    public void close() throws IOException {
        try {
            if (changes != null) {
                changes.close();
            }
        } finally {
            lock.close();
        }
    }
}
