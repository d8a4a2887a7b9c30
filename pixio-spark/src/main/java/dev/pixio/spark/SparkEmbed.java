package dev.pixio.spark;

import dev.pixio.cli.console.ErrorReporter;
import dev.pixio.cli.console.RefusedOption;
import dev.pixio.cli.spark.SparkEmbedOptions;
import dev.pixio.embed.EncoderSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * The program that {@code pixio spark-embed} submits: {@code spark-submit --class dev.pixio.spark.SparkEmbed}. It writes the
 * columns {@code path}, {@code features} and {@code error}.
 */
@Command(name = "spark-embed", abbreviateSynopsis = true, mixinStandardHelpOptions = true)
public final class SparkEmbed implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private final SparkEmbedOptions options = new SparkEmbedOptions();

    private SparkEmbed() {}

    /** Runs the program and exits with its exit code: 0, 1 if it failed, 2 for wrong usage. */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        return new CommandLine(new SparkEmbed())
                .setOverwrittenOptionsAllowed(true)
                .setParameterExceptionHandler(ErrorReporter::badUsage)
                .setExecutionExceptionHandler((e, failed, parsed) -> ErrorReporter.failed(e, failed))
                .execute(arguments);
    }

    @Override
    public Integer call() throws IOException {
        EncoderSettings settings = RefusedOption.named(spec, options::settings);
        try (SparkSession spark = SparkSession.builder().getOrCreate()) {
            requireNew(spark);
            Dataset<Row> images = ListedImages.of(spark, options.data(), options.batchSize());
            PixioEmbedder embedder = embedder(spark, settings);
            embedder.transform(images)
                    .drop(ListedImages.FILE)
                    .write()
                    .mode(options.overwrites() ? SaveMode.Overwrite : SaveMode.ErrorIfExists)
                    .parquet(options.out());
            report(spark);
            return 0;
        }
    }

    private void requireNew(SparkSession spark) throws IOException {
        org.apache.hadoop.fs.Path out = new org.apache.hadoop.fs.Path(options.out());
        FileSystem system = out.getFileSystem(spark.sparkContext().hadoopConfiguration());
        if (!options.overwrites() && system.exists(out)) {
            throw new IOException(options.out() + " exists; replace it with --overwrite");
        }
    }

    private PixioEmbedder embedder(SparkSession spark, EncoderSettings settings) throws IOException {
        Path weights = Path.of(options.weights());
        String precision = precision(settings);
        PixioEmbedder embedder = new PixioEmbedder()
                .setWeights(weights.toAbsolutePath().toString())
                .setInputCol(ListedImages.FILE)
                .setOutputCol("features")
                .setOutputType("array")
                .setPooling(settings.pooling().toString())
                .setNorm(settings.norm().id())
                .setFit(settings.fit().name().toLowerCase(Locale.ROOT))
                .setDevice(settings.device())
                .setPrecision(precision)
                .setBatchSize(options.batchSize())
                .setThreads(options.threads().orElse(0))
                .setLoaderThreads(options.loaderThreads());
        settings.block().ifPresent(embedder::setBlock);
        settings.heads().ifPresent(embedder::setHeads);
        settings.size().ifPresent(size -> embedder.setImageSize(size.height() + "x" + size.width()));
        if (options.shipsWeights()) {
            if (!Files.isRegularFile(weights)) {
                throw new IOException(weights + " is no file; --ship-weights sends one file");
            }
            spark.sparkContext().addFile(weights.toAbsolutePath().toString());
            embedder.setWeights(String.valueOf(weights.getFileName()));
        }
        return embedder;
    }

    /**
     * The precision of all executors: with {@code auto}, the one that is faster on the driver. Otherwise the driver, which may have
     * no GPU, only reads the weights.
     */
    private String precision(EncoderSettings settings) throws IOException {
        String device = settings.precision().equals("auto") ? settings.device() : "cpu";
        EncoderChoice choice = new EncoderChoice(
                options.weights(),
                settings.pooling().toString(),
                settings.block().orElse(0),
                settings.norm().id(),
                settings.size().map(size -> size.height() + "x" + size.width()).orElse(""),
                settings.fit().name(),
                settings.heads().orElse(0),
                device,
                settings.precision(),
                options.threads().orElse(0));
        try (EncoderCache.Lease lease = EncoderCache.lease(choice)) {
            lease.encoder()
                    .assumptions()
                    .forEach(line -> spec.commandLine().getErr().println("pixio: " + line));
            return lease.encoder().origin().precision();
        }
    }

    private void report(SparkSession spark) {
        Dataset<Row> written = spark.read().parquet(options.out());
        long images = written.count();
        long broken = written.filter("error is not null").count();
        spec.commandLine()
                .getOut()
                .println(String.format(
                        Locale.ROOT,
                        "%s: %,d image%s%s",
                        options.out(),
                        images - broken,
                        images - broken == 1 ? "" : "s",
                        broken == 0
                                ? ""
                                : String.format(
                                        Locale.ROOT,
                                        "; %,d without features, with the reason in the column error",
                                        broken)));
        spec.commandLine().getOut().flush();
    }
}
