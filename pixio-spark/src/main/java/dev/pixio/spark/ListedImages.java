package dev.pixio.spark;

import dev.pixio.data.folder.FolderSource;
import dev.pixio.image.format.ImageFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The images that a command is given, as a data frame with the columns {@code path} and {@value #FILE}. */
final class ListedImages {

    /** The column that tasks open: the path with its file system. */
    static final String FILE = "file";

    private static final String PATH = "path";

    /** Enough for executors of different speed, and few enough that the start of a task costs little. */
    private static final int TASKS_PER_SLOT = 4;

    private ListedImages() {}

    /**
     * Lists images.
     *
     * @param data a folder or image of this host, listed as {@code pixio embed} does, with paths relative to it; or what Spark
     *     reads, with whole paths
     * @param batchSize images that a task has at least
     * @throws IOException if there are none
     */
    static Dataset<Row> of(SparkSession spark, String data, int batchSize) throws IOException {
        return isLocal(data) ? local(spark, Path.of(data), batchSize) : listed(spark, data);
    }

    private static boolean isLocal(String data) {
        try {
            return Files.exists(Path.of(data));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static Dataset<Row> local(SparkSession spark, Path data, int batchSize) throws IOException {
        List<Row> rows = new ArrayList<>();
        try (FolderSource source = FolderSource.of(data)) {
            for (long i = 0; i < source.size(); i++) {
                Path file = source.path(i).toAbsolutePath().normalize();
                rows.add(RowFactory.create(source.name(i), "file:" + file));
            }
        }
        int slots = spark.sparkContext().defaultParallelism();
        int batches = (rows.size() + batchSize - 1) / batchSize;
        int partitions = Math.min(batches, slots * TASKS_PER_SLOT);
        StructType schema =
                new StructType().add(PATH, DataTypes.StringType, false).add(FILE, DataTypes.StringType, false);
        return spark.createDataFrame(
                JavaSparkContext.fromSparkContext(spark.sparkContext()).parallelize(rows, partitions), schema);
    }

    private static Dataset<Row> listed(SparkSession spark, String data) throws IOException {
        String extensions = ImageFormat.extensions().replace(' ', '|');
        Dataset<Row> images = spark.read()
                .format("binaryFile")
                .option("recursiveFileLookup", "true")
                .load(data)
                .select(PATH) // without the content
                .filter(functions.col(PATH).rlike("(?i)\\.(" + extensions + ")$"))
                .withColumn(FILE, functions.col(PATH));
        if (images.isEmpty()) {
            throw new IOException("no images in " + data + ": looked for " + ImageFormat.extensions());
        }
        return images;
    }
}
