package dev.pixio.search.update;

import dev.pixio.embed.FeatureOrigin;
import dev.pixio.search.FileFacts;
import dev.pixio.search.IndexRoot;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Where an update writes: an index that is changed. Readers see nothing of the change before {@link #finish}, or each image
 * completely, as the store documents. What was put survives an interruption: a later update finds it by {@link #known}. Used by one
 * thread.
 */
public interface IndexStore extends AutoCloseable {

    /**
     * Prepares the store for vectors of an origin.
     *
     * @throws dev.pixio.search.IndexException in one line: the store has vectors of other weights or settings, or is damaged
     */
    void begin(FeatureOrigin origin) throws IOException;

    /** What is known of the file of an image that has vectors, from the index or from an interrupted update. */
    Optional<FileFacts> known(IndexRoot root, String path) throws IOException;

    /**
     * An image stays as it is.
     *
     * @param facts what is now known of its file
     */
    void keep(IndexRoot root, String path, FileFacts facts) throws IOException;

    /** A new image, or new vectors of one whose content has changed. */
    void put(IndexRoot root, String path, FileFacts facts, ImageVectors vectors) throws IOException;

    /** Some images were put; what they need to survive an interruption may be written now. */
    void endBatch() throws IOException;

    /**
     * Ends the update: readers who open the index now see it. Images of the given roots that were neither kept nor put are dropped;
     * other roots stay.
     */
    StoreChanges finish(List<IndexRoot> roots) throws IOException;

    @Override
    void close() throws IOException;

    /**
     * What an update changed.
     *
     * @param images in the index now, of all roots
     * @param added images that were not in the index
     * @param changed images whose content has changed
     * @param removed images that are no longer in their source
     * @param generation of the index now
     */
    record StoreChanges(long images, long added, long changed, long removed, long generation) {}
}
