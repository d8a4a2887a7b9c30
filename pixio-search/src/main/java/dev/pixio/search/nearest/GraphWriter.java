package dev.pixio.search.nearest;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene912.Lucene912Codec;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;

/**
 * Writes the graph of a generation. That of the generation before is taken over by links to its files, which are never changed, so that an
 * update adds and deletes what differs.
 */
public final class GraphWriter {

    /** Neighbours of a vector; the usual number. */
    private static final int LINKS = 16;

    /** Candidates among which the neighbours of a vector are chosen; more make a better graph and take longer. */
    private static final int BEAM = 100;

    private static final double BUFFER_MB = 512;
    private static final int MAX_THREADS = 8;

    private final Path folder;
    private final VectorMatrix vectors;
    private final int threads = Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors());

    /**
     * A vector to add.
     *
     * @param id of the vector
     * @param row of the matrix
     */
    public record Added(long id, int row) {}

    /**
     * Prepares a graph.
     *
     * @param folder that is created
     * @param vectors of length 1, or 0
     */
    public GraphWriter(Path folder, VectorMatrix vectors) {
        this.folder = folder;
        this.vectors = vectors;
    }

    /** Writes the graph of vectors; it is on the disk afterwards. */
    public void write(List<Added> added) throws IOException {
        Files.createDirectory(folder);
        change(added, List.of());
    }

    /**
     * Writes a graph that differs from another one.
     *
     * @param base folder of that one, on the same file system; it is not changed
     * @param deleted ids of vectors that are only there
     */
    public void write(Path base, List<Added> added, List<Long> deleted) throws IOException {
        Files.createDirectory(folder);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(base)) {
            for (Path file : files) {
                if (!file.getFileName().toString().equals(IndexWriter.WRITE_LOCK_NAME)) {
                    link(file);
                }
            }
        }
        change(added, deleted);
    }

    private void link(Path file) throws IOException {
        Path link = folder.resolve(file.getFileName());
        try {
            Files.createLink(link, file);
        } catch (IOException | UnsupportedOperationException e) {
            Files.copy(file, link); // a file system without links
        }
    }

    private void change(List<Added> added, List<Long> deleted) throws IOException {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try (Directory files = new MMapDirectory(folder);
                IndexWriter writer = new IndexWriter(files, settings(executor))) {
            for (long id : deleted) {
                writer.deleteDocuments(new Term(VectorGraph.ID, Long.toString(id)));
            }
            add(writer, added, executor);
            if (deleted.isEmpty() && added.size() == vectors.rows()) {
                writer.forceMerge(1); // one graph is searched faster than several
            }
            writer.commit();
        } finally {
            executor.shutdown();
        }
    }

    private IndexWriterConfig settings(ExecutorService executor) {
        IndexWriterConfig settings = new IndexWriterConfig();
        settings.setUseCompoundFile(false);
        settings.setRAMBufferSizeMB(BUFFER_MB);
        settings.setCodec(new Lucene912Codec() {
            @Override
            public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
                return threads > 1
                        ? new Lucene99HnswVectorsFormat(LINKS, BEAM, threads, executor)
                        : new Lucene99HnswVectorsFormat(LINKS, BEAM);
            }
        });
        return settings;
    }

    private void add(IndexWriter writer, List<Added> added, ExecutorService executor) throws IOException {
        List<Future<Integer>> parts = new ArrayList<>();
        for (int part = 0; part < threads; part++) {
            int from = (int) ((long) added.size() * part / threads);
            int to = (int) ((long) added.size() * (part + 1) / threads);
            Callable<Integer> adding = () -> add(writer, added.subList(from, to));
            parts.add(executor.submit(adding));
        }
        try {
            for (Future<Integer> part : parts) {
                part.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the graph was written");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new UncheckedIOException(new IOException("the graph cannot be written: " + e.getCause(), e));
        }
    }

    private int add(IndexWriter writer, List<Added> part) throws IOException {
        for (Added vector : part) {
            Document document = new Document();
            document.add(new StringField(VectorGraph.ID, Long.toString(vector.id()), Field.Store.NO));
            document.add(new NumericDocValuesField(VectorGraph.ID, vector.id()));
            document.add(new KnnFloatVectorField(
                    VectorGraph.VECTOR, vectors.row(vector.row()), VectorSimilarityFunction.DOT_PRODUCT));
            writer.addDocument(document);
        }
        return part.size();
    }
}
