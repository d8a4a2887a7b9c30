package dev.pixio.spark;

import dev.pixio.model.Encoder.FinalNorm;
import java.util.List;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Adds the features of images to a data frame, computed by a trained encoder on the executors:
 *
 * <pre>{@code
 * Dataset<Row> photos = spark.read().format("binaryFile").load("photos");
 * Dataset<Row> features = new PixioEmbedder().setWeights("/shared/vitb.safetensors").transform(photos);
 * }</pre>
 *
 * <p>The input column has the bytes of image files, or their paths in any file system of Hadoop. An image that cannot be
 * read has no features, and the reason in the error column. Features equal those of {@code pixio embed} to the bit, however
 * the images are divided into partitions, for the same batch size, precision, kind of processor and number of threads.
 *
 * <p>Each executor loads the encoder once. The parameters are saved and loaded like those of other stages of a pipeline.
 */
public final class PixioEmbedder extends Transformer implements DefaultParamsWritable {

    private static final List<String> PRECISIONS = List.of("fp32", "bf16");

    private final String uid;
    private final Param<String> weights;
    private final Param<String> inputCol;
    private final Param<String> outputCol;
    private final Param<String> errorCol;
    private final Param<String> outputType;
    private final Param<String> pooling;
    private final Param<String> norm;
    private final Param<String> imageSize;
    private final Param<String> fit;
    private final Param<String> device;
    private final Param<String> precision;
    private final IntParam block;
    private final IntParam heads;
    private final IntParam batchSize;
    private final IntParam threads;
    private final IntParam loaderThreads;

    /** An embedder with the default parameters; {@link #setWeights} has none. */
    public PixioEmbedder() {
        this(Identifiable$.MODULE$.randomUID("pixioEmbedder"));
    }

    /** An embedder with the identifier of a saved one. */
    public PixioEmbedder(String uid) {
        this.uid = uid; // before the parameters, which read it
        weights = new Param<>(
                this,
                "weights",
                "run, checkpoint or weight file: a path that all executors can read, or the name of a file that SparkContext.addFile has sent");
        inputCol = text("inputCol", "column with the bytes of image files, or with their paths", "content");
        outputCol = text("outputCol", "new column with the features", "embedding");
        errorCol = text("errorCol", "new column with the reason why an image has no features", "error");
        outputType = text("outputType", "vector or array", "vector");
        pooling = text("pooling", "class-mean, class-concat, patch-mean, patches or maps", "class-mean");
        norm = text("norm", "before or after the encoder's final norm", FinalNorm.DEFAULT.id());
        imageSize = text("imageSize", "N or HxW, a multiple of the patch size; empty for the model's own", "");
        fit = text("fit", "crop or letterbox", "crop");
        device = text("device", "auto, cpu, cuda or cuda:N", "auto");
        precision = text("precision", "fp32 or bf16", "fp32");
        block = number("block", "block whose output is used, from 1; 0 for the last", 0);
        heads = number("heads", "attention heads, for weights that do not state them; 0 if they do", 0);
        batchSize = number("batchSize", "images per forward pass", 16);
        threads = number(
                "threads", "threads of libtorch in each executor; 0 for spark.executor.cores, or else one per core", 0);
        loaderThreads = number("loaderThreads", "threads of each task that read images", 1);
    }

    private Param<String> text(String name, String meaning, String value) {
        Param<String> parameter = new Param<>(this, name, meaning);
        setDefault(parameter, value);
        return parameter;
    }

    private IntParam number(String name, String meaning, int value) {
        IntParam parameter = new IntParam(this, name, meaning);
        setDefault(parameter, value);
        return parameter;
    }

    /** Loads an embedder that {@code write().save(path)} has saved. */
    public static PixioEmbedder load(String path) {
        return read().load(path);
    }

    /** The reader of saved embedders, also for pipelines. */
    public static MLReader<PixioEmbedder> read() {
        return new DefaultParamsReader<>();
    }

    @Override
    public String uid() {
        return uid;
    }

    @Override
    public PixioEmbedder copy(ParamMap extra) {
        return defaultCopy(extra);
    }

    /**
     * The schema with the new columns.
     *
     * @throws IllegalArgumentException if a parameter is not valid, the input column is missing or of another type, or a new
     *     column exists already
     */
    @Override
    public StructType transformSchema(StructType schema) {
        choice().settings();
        return format(schema).schema();
    }

    private RowFormat format(StructType schema) {
        return RowFormat.of(
                schema, value(inputCol), value(outputCol), OutputType.named(value(outputType)), value(errorCol));
    }

    /** Adds the columns; see {@link #transformSchema}. Rows are computed when Spark asks for them. */
    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        transformSchema(dataset.schema());
        RowFormat format = format(dataset.schema());
        PartitionEmbedding embedding = new PartitionEmbedding(
                choice(),
                format,
                atLeast(1, batchSize),
                atLeast(1, loaderThreads),
                new SerializableConfiguration(
                        dataset.sparkSession().sparkContext().hadoopConfiguration()));
        return dataset.toDF().mapPartitions(embedding, Encoders.row(format.schema()));
    }

    private EncoderChoice choice() {
        if (!isDefined(weights)) {
            throw new IllegalArgumentException("weights is not set: " + weights.doc());
        }
        if (!PRECISIONS.contains(value(precision))) {
            throw new IllegalArgumentException(
                    "precision is fp32 or bf16, not " + value(precision) + ": all executors use the same");
        }
        return new EncoderChoice(
                value(weights),
                value(pooling),
                atLeast(0, block),
                value(norm),
                value(imageSize),
                value(fit),
                atLeast(0, heads),
                value(device),
                value(precision),
                atLeast(0, threads));
    }

    private String value(Param<String> parameter) {
        return getOrDefault(parameter);
    }

    private int atLeast(int least, IntParam parameter) {
        int number = (Integer) getOrDefault(parameter);
        if (number < least) {
            throw new IllegalArgumentException(parameter.name() + " is at least " + least + ", not " + number);
        }
        return number;
    }

    /** A run, checkpoint or weight file: a path that all executors can read, or the name of a file that {@code
     * SparkContext.addFile} has sent. */
    public PixioEmbedder setWeights(String value) {
        set(weights, value);
        return this;
    }

    /** The column with the bytes of image files, or with their paths. By default {@code content}. */
    public PixioEmbedder setInputCol(String value) {
        set(inputCol, value);
        return this;
    }

    /** The new column with the features. By default {@code embedding}. */
    public PixioEmbedder setOutputCol(String value) {
        set(outputCol, value);
        return this;
    }

    /** The new column with the reason why an image has no features. By default {@code error}. */
    public PixioEmbedder setErrorCol(String value) {
        set(errorCol, value);
        return this;
    }

    /** The type of the features: {@code vector} (the default) or {@code array}, of floats. */
    public PixioEmbedder setOutputType(String value) {
        set(outputType, value);
        return this;
    }

    /** How tokens become features; see {@link dev.pixio.embed.Pooling}. Those with several axes are in row order. */
    public PixioEmbedder setPooling(String value) {
        set(pooling, value);
        return this;
    }

    /** Whether the tokens are those {@code before} or {@code after} the encoder's final norm. */
    public PixioEmbedder setNorm(String value) {
        set(norm, value);
        return this;
    }

    /** The encoder's input size, {@code N} or {@code HxW}; by default, empty, the model's own. */
    public PixioEmbedder setImageSize(String value) {
        set(imageSize, value);
        return this;
    }

    /** Whether images of another aspect ratio are cropped ({@code crop}, the default) or kept ({@code letterbox}). */
    public PixioEmbedder setFit(String value) {
        set(fit, value);
        return this;
    }

    /** The device: {@code auto} (the default, the first GPU or else the CPU), {@code cpu}, {@code cuda} or {@code cuda:1}. */
    public PixioEmbedder setDevice(String value) {
        set(device, value);
        return this;
    }

    /** The precision of matrix products: {@code fp32} (the default) or {@code bf16}. There is no {@code auto}: each machine could
     * choose another one. */
    public PixioEmbedder setPrecision(String value) {
        set(precision, value);
        return this;
    }

    /** The block whose output is used, from 1; 0 (the default) for the last. */
    public PixioEmbedder setBlock(int value) {
        set(block, value);
        return this;
    }

    /** The number of attention heads, for weights that do not state it. */
    public PixioEmbedder setHeads(int value) {
        set(heads, value);
        return this;
    }

    /** Images per forward pass. By default 16, as in {@code pixio embed}. */
    public PixioEmbedder setBatchSize(int value) {
        set(batchSize, value);
        return this;
    }

    /** Threads of libtorch in each executor. By default {@code spark.executor.cores}, or else one per core of the machine. */
    public PixioEmbedder setThreads(int value) {
        set(threads, value);
        return this;
    }

    /** Threads of each task that read images. By default 1; features do not depend on it. */
    public PixioEmbedder setLoaderThreads(int value) {
        set(loaderThreads, value);
        return this;
    }

    /** The parameter of {@link #setWeights}. */
    public Param<String> weights() {
        return weights;
    }

    /** The parameter of {@link #setInputCol}. */
    public Param<String> inputCol() {
        return inputCol;
    }

    /** The parameter of {@link #setOutputCol}. */
    public Param<String> outputCol() {
        return outputCol;
    }

    /** The parameter of {@link #setErrorCol}. */
    public Param<String> errorCol() {
        return errorCol;
    }

    /** The parameter of {@link #setOutputType}. */
    public Param<String> outputType() {
        return outputType;
    }

    /** The parameter of {@link #setPooling}. */
    public Param<String> pooling() {
        return pooling;
    }

    /** The parameter of {@link #setNorm}. */
    public Param<String> norm() {
        return norm;
    }

    /** The parameter of {@link #setImageSize}. */
    public Param<String> imageSize() {
        return imageSize;
    }

    /** The parameter of {@link #setFit}. */
    public Param<String> fit() {
        return fit;
    }

    /** The parameter of {@link #setDevice}. */
    public Param<String> device() {
        return device;
    }

    /** The parameter of {@link #setPrecision}. */
    public Param<String> precision() {
        return precision;
    }

    /** The parameter of {@link #setBlock}. */
    public IntParam block() {
        return block;
    }

    /** The parameter of {@link #setHeads}. */
    public IntParam heads() {
        return heads;
    }

    /** The parameter of {@link #setBatchSize}. */
    public IntParam batchSize() {
        return batchSize;
    }

    /** The parameter of {@link #setThreads}. */
    public IntParam threads() {
        return threads;
    }

    /** The parameter of {@link #setLoaderThreads}. */
    public IntParam loaderThreads() {
        return loaderThreads;
    }
}
