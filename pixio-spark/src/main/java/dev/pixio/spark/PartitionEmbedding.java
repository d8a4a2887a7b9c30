package dev.pixio.spark;

import dev.pixio.data.loader.LoaderOptions;
import java.io.IOException;
import java.util.Collections;
import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;

/**
 * The work of a task: the rows of a partition, with features and errors added.
 *
 * @param choice the encoder
 * @param format of the rows
 * @param batchSize images per forward pass
 * @param loaderThreads threads that read images
 * @param hadoop opens the file systems of paths
 */
record PartitionEmbedding(
        EncoderChoice choice, RowFormat format, int batchSize, int loaderThreads, SerializableConfiguration hadoop)
        implements MapPartitionsFunction<Row, Row> {

    @Override
    public Iterator<Row> call(Iterator<Row> rows) throws IOException {
        if (!rows.hasNext()) {
            return Collections.emptyIterator(); // without loading the encoder
        }
        EncoderCache.Lease lease = EncoderCache.lease(choice);
        TaskContext.get().<Void>addTaskCompletionListener(context -> {
            lease.close();
            return null;
        });
        LoaderOptions options = LoaderOptions.embedding(batchSize).withThreads(loaderThreads);
        return new EmbeddedRows(rows, lease.encoder(), format, hadoop.value(), options);
    }
}
