package dev.pixio.spark;

import dev.pixio.data.SkippedImage;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.embed.EmbeddingListener;
import dev.pixio.embed.ImageEncoder;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.jspecify.annotations.Nullable;

/** The rows of a partition with features and errors added; some batches are computed ahead of the row that is asked for. */
final class EmbeddedRows implements Iterator<Row> {

    /** Images of one batch are decoded while those before it are encoded; the rows of all of them are in memory. */
    private static final int BATCHES_AHEAD = 4;

    private final Iterator<Row> rows;
    private final ImageEncoder encoder;
    private final RowFormat format;
    private final Configuration hadoop;
    private final LoaderOptions options;
    private final Deque<Row> done = new ArrayDeque<>();

    EmbeddedRows(
            Iterator<Row> rows, ImageEncoder encoder, RowFormat format, Configuration hadoop, LoaderOptions options) {
        this.rows = rows;
        this.encoder = encoder;
        this.format = format;
        this.hadoop = hadoop;
        this.options = options.withMaxUnreadableShare(1);
    }

    @Override
    public boolean hasNext() {
        return !done.isEmpty() || rows.hasNext();
    }

    @Override
    public Row next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        if (done.isEmpty()) {
            embedSome();
        }
        return done.remove();
    }

    private void embedSome() {
        List<Row> some = new ArrayList<>();
        int most = options.batches().size() * BATCHES_AHEAD;
        while (some.size() < most && rows.hasNext()) {
            some.add(rows.next());
        }
        Results results = new Results(some.size());
        try {
            encoder.embedAll(new RowImages(some, format.inputColumn(), hadoop), options, results);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new InterruptedIOException("the task was stopped"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (int i = 0; i < some.size(); i++) {
            done.add(row(some.get(i), results.features[i], results.errors[i]));
        }
    }

    private Row row(Row before, float @Nullable [] features, @Nullable String error) {
        @Nullable Object[] cells = new @Nullable Object[before.size() + 2];
        for (int i = 0; i < before.size(); i++) {
            cells[i] = before.get(i);
        }
        cells[before.size()] = features == null ? null : format.output().of(features);
        cells[before.size() + 1] = error;
        return new GenericRowWithSchema(cells, format.schema());
    }

    /** Features or the reason why there are none, by row. */
    private static final class Results implements EmbeddingListener {
        private final float[] @Nullable [] features;
        private final @Nullable String[] errors;

        Results(int size) {
            features = new float[size] @Nullable [];
            errors = new @Nullable String[size];
        }

        @Override
        public void onFeatures(long index, float[] values) {
            features[(int) index] = values;
        }

        @Override
        public void onSkipped(SkippedImage image) {
            errors[(int) image.index()] = image.reason();
        }
    }
}
