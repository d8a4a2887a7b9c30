package dev.pixio.search.nearest;

import dev.pixio.search.IndexException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;

/**
 * A hierarchical navigable small-world graph of vectors (arXiv 1603.09320), by Lucene. It finds most of the nearest vectors and looks at few
 * of all. Thread-safe.
 */
public final class VectorGraph implements AutoCloseable {

    /** Numbers of a vector that Lucene takes at most. */
    public static final int MAX_DIMENSION = 1024;

    static final String VECTOR = "vector";
    static final String ID = "id";

    /** Vectors that a search keeps at least: more are found better and take longer. */
    private static final int CANDIDATES = 150;

    private final Path folder;
    private final Directory files;
    private final DirectoryReader reader;
    private final IndexSearcher searcher;

    /**
     * A vector that was found.
     *
     * @param id of the vector
     * @param similarity product with the query: the cosine, because both have length 1
     */
    public record Found(long id, float similarity) {}

    private VectorGraph(Path folder, Directory files, DirectoryReader reader) {
        this.folder = folder;
        this.files = files;
        this.reader = reader;
        this.searcher = new IndexSearcher(reader);
    }

    /**
     * Opens a graph. Its files may be deleted while it is open.
     *
     * @param folder that {@link GraphWriter} has written
     * @param vectors number of vectors that it must have
     * @throws IndexException in one line: it is damaged
     */
    public static VectorGraph open(Path folder, int vectors) throws IOException {
        try {
            Directory files = new MMapDirectory(folder);
            VectorGraph graph = new VectorGraph(folder, files, DirectoryReader.open(files));
            if (graph.reader.numDocs() != vectors) {
                graph.close();
                throw IndexException.damaged(
                        folder, "it has " + graph.reader.numDocs() + " vectors, and the index " + vectors);
            }
            return graph;
        } catch (IndexException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw damaged(folder, e);
        }
    }

    /**
     * Checks the checksums of all files, which are read to their ends.
     *
     * @throws IndexException in one line: the graph is damaged
     */
    public void check() throws IndexException {
        try {
            for (LeafReaderContext leaf : reader.leaves()) {
                leaf.reader().checkIntegrity();
            }
        } catch (IOException | RuntimeException e) {
            throw damaged(folder, e);
        }
    }

    private static IndexException damaged(Path folder, Exception e) {
        IndexException damaged = IndexException.damaged(folder, String.valueOf(e.getMessage()));
        damaged.initCause(e);
        return damaged;
    }

    /**
     * The nearest vectors.
     *
     * @param query of length 1, or 0
     * @param count number of vectors wanted
     * @return the most similar first
     * @throws IndexException in one line: the graph is damaged
     */
    public List<Found> nearest(float[] query, int count) throws IndexException {
        int candidates = Math.min(reader.maxDoc(), Math.max(count, CANDIDATES));
        try {
            ScoreDoc[] documents = searcher.search(new KnnFloatVectorQuery(VECTOR, query, candidates), count).scoreDocs;
            List<Found> found = new ArrayList<>();
            for (ScoreDoc document : documents) {
                found.add(new Found(id(document.doc), 2 * document.score - 1)); // Lucene's score is (1 + product) / 2
            }
            return found;
        } catch (IOException | RuntimeException e) {
            throw damaged(folder, e);
        }
    }

    private long id(int document) throws IOException {
        LeafReaderContext leaf = reader.leaves().get(ReaderUtil.subIndex(document, reader.leaves()));
        NumericDocValues ids = leaf.reader().getNumericDocValues(ID);
        if (ids == null || !ids.advanceExact(document - leaf.docBase)) {
            throw new IOException("a vector in it has no number");
        }
        return ids.longValue();
    }

    @Override
    public void close() throws IOException {
        reader.close();
        files.close();
    }
}
