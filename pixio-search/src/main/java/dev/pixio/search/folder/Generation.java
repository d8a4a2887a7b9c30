package dev.pixio.search.folder;

import dev.pixio.search.IndexException;
import dev.pixio.search.VectorKind;
import dev.pixio.search.nearest.VectorGraph;
import dev.pixio.search.nearest.VectorMatrix;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A generation of an index, opened: its files may be deleted while it is used.
 *
 * @param folder of the generation
 * @param manifest of the generation
 * @param entries its images
 * @param vectors features of the images, by row
 * @param patches means of the patch tokens, by row
 */
record Generation(Path folder, Manifest manifest, EntryTable entries, VectorMatrix vectors, VectorMatrix patches) {

    private static final int TRIES = 5;

    /**
     * Opens the current generation of an index; empty if there is no index.
     *
     * @throws IndexException in one line: the index is damaged
     */
    static Optional<Generation> current(Path index) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                Optional<IndexFiles.Current> current = IndexFiles.current(index);
                return current.isEmpty() ? Optional.empty() : Optional.of(open(current.get()));
            } catch (NoSuchFileException e) {
                // An update ended in between and deleted this generation: there is a newer one.
                if (attempt == TRIES) {
                    throw new IndexException(
                            e.getFile()
                                    + " is missing: the index is not complete. Make it again: pixio index with --overwrite",
                            e);
                }
            }
        }
    }

    private static Generation open(IndexFiles.Current current) throws IOException {
        Manifest manifest = current.manifest();
        Path folder = current.folder();
        try {
            EntryTable entries = EntryTable.read(
                    folder.resolve(IndexFiles.ENTRIES),
                    manifest.images(),
                    manifest.roots().size(),
                    manifest.checksum(IndexFiles.ENTRIES));
            VectorMatrix vectors = matrix(
                    folder, IndexFiles.VECTORS, manifest, manifest.origin().dimension());
            VectorMatrix patches = manifest.hasPatches()
                    ? matrix(folder, IndexFiles.PATCHES, manifest, manifest.patchDimension())
                    : vectors;
            return new Generation(folder, manifest, entries, vectors, patches);
        } catch (IllegalArgumentException e) {
            throw IndexException.damaged(folder.resolve(IndexFiles.MANIFEST), String.valueOf(e.getMessage()));
        }
    }

    private static VectorMatrix matrix(Path folder, String name, Manifest manifest, int dimension) throws IOException {
        return VectorMatrix.open(folder.resolve(name), manifest.images(), dimension, manifest.checksum(name));
    }

    /**
     * Checks the checksums of the vectors as they are now.
     *
     * @throws IndexException in one line: a file is damaged
     */
    void checkVectors() throws IndexException {
        vectors.check();
        if (manifest.hasPatches()) {
            patches.check();
        }
    }

    /**
     * Checks the checksums of the vectors and of the graph, whose files are read to their ends. Those of the other files are checked
     * when it is opened.
     *
     * @throws IndexException in one line: a file is damaged
     */
    void check() throws IOException {
        checkVectors();
        if (manifest.graph()) {
            try (VectorGraph graph = VectorGraph.open(folder.resolve(IndexFiles.GRAPH), manifest.images())) {
                graph.check();
            }
        }
    }

    /** The vectors of a kind. */
    VectorMatrix matrix(VectorKind kind) {
        return kind == VectorKind.IMAGE ? vectors : patches;
    }
}
