package dev.pixio.search.folder;

import dev.pixio.embed.CallGate;
import dev.pixio.search.FileFacts;
import dev.pixio.search.IndexDescription;
import dev.pixio.search.IndexDescription.Search;
import dev.pixio.search.IndexException;
import dev.pixio.search.IndexRoot;
import dev.pixio.search.IndexedImage;
import dev.pixio.search.SearchHit;
import dev.pixio.search.SearchIndex;
import dev.pixio.search.SearchQuery;
import dev.pixio.search.VectorKind;
import dev.pixio.search.nearest.ExactSearch;
import dev.pixio.search.nearest.Neighbour;
import dev.pixio.search.nearest.VectorGraph;
import dev.pixio.search.nearest.VectorMatrix;
import dev.pixio.search.update.ImageVectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * An index in a folder, opened for searching. It stays what it was when it was opened, also if it is updated or deleted meanwhile.
 * Vectors are mapped into memory and shared by all processes that search the index.
 */
public final class FolderIndex implements SearchIndex {

    private static final int TRIES = 5;

    private final Path folder;
    private final Generation generation;
    private final Optional<VectorGraph> graph;
    private final ExactSearch exact = new ExactSearch();
    private final CallGate calls = new CallGate("the index");

    private FolderIndex(Path folder, Generation generation, Optional<VectorGraph> graph) {
        this.folder = folder;
        this.generation = generation;
        this.graph = graph;
    }

    /**
     * Opens an index.
     *
     * @param folder that {@link FolderStore} has written
     * @throws IndexException in one line: there is no index, or it is damaged
     */
    public static FolderIndex open(Path folder) throws IOException {
        for (int attempt = 1; ; attempt++) {
            Generation generation = Generation.current(folder)
                    .orElseThrow(
                            () -> new IndexException("there is no index in " + folder + ": make one with pixio index"));
            try {
                return new FolderIndex(folder, generation, graph(generation));
            } catch (IndexException e) {
                // An update may have ended in between and deleted this generation.
                if (attempt == TRIES || Files.isDirectory(generation.folder())) {
                    throw e;
                }
            }
        }
    }

    private static Optional<VectorGraph> graph(Generation generation) throws IOException {
        Manifest manifest = generation.manifest();
        return manifest.graph()
                ? Optional.of(VectorGraph.open(generation.folder().resolve(IndexFiles.GRAPH), manifest.images()))
                : Optional.empty();
    }

    /** The folder of the index. */
    public Path folder() {
        return folder;
    }

    @Override
    public IndexDescription description() {
        Manifest manifest = generation.manifest();
        return new IndexDescription(
                manifest.origin(),
                manifest.roots(),
                manifest.images(),
                manifest.generation(),
                manifest.graph() ? Search.HNSW : Search.EXACT,
                manifest.version());
    }

    @Override
    public List<SearchHit> search(SearchQuery query) throws IOException {
        calls.begin();
        try {
            VectorMatrix matrix = generation.matrix(query.kind());
            if (query.vector().length != matrix.dimension()) {
                throw new IllegalArgumentException("the vector of the query has " + query.vector().length
                        + " numbers, and those of the index " + matrix.dimension());
            }
            float[] vector = ImageVectors.unit(query.vector().clone());
            int without = query.without().isPresent()
                    ? entries().row(query.without().getAsLong()).orElse(-1)
                    : -1;
            int count = query.top() + (without >= 0 ? 1 : 0);
            List<Neighbour> found = isByGraph(query)
                    ? byGraph(graph.orElseThrow(), vector, count)
                    : exactly(matrix, vector, query.folder().orElse(""), count);
            return found.stream()
                    .filter(neighbour -> neighbour.row() != without)
                    .sorted(Neighbour.ORDER)
                    .limit(query.top())
                    .map(neighbour -> new SearchHit(image(neighbour.row()), cosine(neighbour.similarity())))
                    .toList();
        } finally {
            calls.end();
        }
    }

    /** Folders and regions are searched exactly: a folder is a range of the matrix, and the graph is of whole images. */
    private boolean isByGraph(SearchQuery query) {
        return graph.isPresent()
                && query.method() == SearchQuery.Method.AUTO
                && query.kind() == VectorKind.IMAGE
                && query.folder().isEmpty();
    }

    private List<Neighbour> byGraph(VectorGraph vectors, float[] query, int count) throws IOException {
        List<Neighbour> found = new ArrayList<>();
        for (VectorGraph.Found each : vectors.nearest(query, count)) {
            int row = entries()
                    .row(each.id())
                    .orElseThrow(() -> IndexException.damaged(
                            generation.folder().resolve(IndexFiles.GRAPH), "it has a vector of no image"));
            found.add(new Neighbour(row, each.similarity()));
        }
        return found;
    }

    private List<Neighbour> exactly(VectorMatrix matrix, float[] query, String name, int count) throws IOException {
        List<Neighbour> found = new ArrayList<>();
        for (EntryTable.Range range : ranges(name)) {
            found.addAll(exact.nearest(matrix, query, range.from(), range.to(), count));
        }
        return found;
    }

    /** Rounding may exceed 1. */
    private static double cosine(float product) {
        return Math.max(-1, Math.min(1, product));
    }

    /** The rows of a folder, of all roots; none that is empty. */
    private List<EntryTable.Range> ranges(String name) {
        if (name.isEmpty()) {
            return List.of(new EntryTable.Range(0, entries().size()));
        }
        return IntStream.range(0, generation.manifest().roots().size())
                .mapToObj(root -> entries().folder(root, name))
                .filter(range -> range.size() > 0)
                .toList();
    }

    private EntryTable entries() {
        return generation.entries();
    }

    private IndexedImage image(int row) {
        Entry entry = entries().entry(row);
        IndexRoot root = generation.manifest().roots().get(entry.root());
        FileFacts facts = entry.facts();
        return new IndexedImage(entry.id(), root, entry.name(), facts);
    }

    @Override
    public Optional<IndexedImage> image(long id) {
        OptionalInt row = entries().row(id);
        return row.isPresent() ? Optional.of(image(row.getAsInt())) : Optional.empty();
    }

    @Override
    public Optional<IndexedImage> image(IndexRoot root, String path) {
        int number = generation.manifest().roots().indexOf(root);
        OptionalInt row = number < 0 ? OptionalInt.empty() : entries().row(number, path);
        return row.isPresent() ? Optional.of(image(row.getAsInt())) : Optional.empty();
    }

    @Override
    public float[] vector(long id, VectorKind kind) throws IOException {
        int row = entries().row(id).orElseThrow(() -> new IllegalArgumentException("the index has no image " + id));
        VectorMatrix matrix = generation.matrix(kind);
        matrix.verify();
        return matrix.row(row);
    }

    @Override
    public List<IndexedImage> images(String name, long first, int count) {
        List<IndexedImage> images = new ArrayList<>();
        long skip = first;
        for (EntryTable.Range range : ranges(name)) {
            for (long row = range.from() + skip; row < range.to() && images.size() < count; row++) {
                images.add(image((int) row));
            }
            skip = Math.max(0, skip - range.size());
        }
        return images;
    }

    @Override
    public long count(String name) {
        return ranges(name).stream().mapToLong(EntryTable.Range::size).sum();
    }

    @Override
    public boolean isCurrent() throws IOException {
        return IndexFiles.current(folder)
                .map(current ->
                        current.manifest().generation() == generation.manifest().generation())
                .orElse(false);
    }

    @Override
    public void close() throws IOException {
        calls.close(exact::close);
        if (graph.isPresent()) {
            graph.get().close();
        }
    }
}
