package dev.pixio.cli.spark;

import dev.pixio.cli.embed.FeatureOptions;
import dev.pixio.cli.option.ComputeOptions;
import dev.pixio.cli.option.HeadsOption;
import dev.pixio.embed.EncoderSettings;
import java.util.OptionalInt;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of features on a cluster: of the command line, and of the program that {@code spark-submit} runs. */
public final class SparkEmbedOptions {

    @Option(
            names = "--weights",
            required = true,
            paramLabel = "PATH",
            description =
                    "Folder of a run or checkpoint, or a weight file of any library that pixio convert reads, on a"
                            + " disk that all executors see.")
    private String weights;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "SRC",
            description =
                    "A folder of images that all executors see, including nested folders; or a folder, glob or URL"
                            + " that Spark reads, such as s3a://bucket/photos.")
    private String data;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "Parquet to write, as Spark does: a folder with a file per partition.")
    private String out;

    @Option(
            names = "--ship-weights",
            description = "Send the weight file from this host to the executors; --weights is one file then.")
    private boolean shipWeights;

    @Option(names = "--overwrite", description = "Replace the files of --out.")
    private boolean overwrite;

    @Option(
            names = "--batch-size",
            paramLabel = "IMAGES",
            defaultValue = "16",
            description = "Images per forward pass (default: ${DEFAULT-VALUE}).")
    private int batchSize;

    @Option(
            names = "--loader-threads",
            paramLabel = "N",
            defaultValue = "1",
            description = "Threads of each task that read images (default: ${DEFAULT-VALUE}).")
    private int loaderThreads;

    @Mixin
    private final HeadsOption heads = new HeadsOption();

    @Mixin
    private final FeatureOptions features = new FeatureOptions();

    @Mixin
    private final ComputeOptions compute = new ComputeOptions();

    /** The weights, as given. */
    public String weights() {
        return weights;
    }

    /** The images, as given. */
    public String data() {
        return data;
    }

    /** Where Spark writes, as given. */
    public String out() {
        return out;
    }

    /** Whether the driver sends the weights to the executors. */
    public boolean shipsWeights() {
        return shipWeights;
    }

    /** Whether existing files are replaced. */
    public boolean overwrites() {
        return overwrite;
    }

    /**
     * Images per forward pass.
     *
     * @throws IllegalArgumentException if it is less than one
     */
    public int batchSize() {
        return atLeastOne("--batch-size", batchSize);
    }

    /**
     * Threads of a task that read images.
     *
     * @throws IllegalArgumentException if it is less than one
     */
    public int loaderThreads() {
        return atLeastOne("--loader-threads", loaderThreads);
    }

    /** Threads of libtorch in an executor; empty for the default. */
    public OptionalInt threads() {
        return compute.threads();
    }

    /**
     * Settings of the encoder, with device and precision.
     *
     * @throws IllegalArgumentException if a value is invalid for every model
     */
    public EncoderSettings settings() {
        EncoderSettings settings = compute.apply(features.settings());
        OptionalInt number = heads.heads();
        return number.isPresent() ? settings.withHeads(number.getAsInt()) : settings;
    }

    /** Checks what does not depend on the weights. */
    void validate() {
        batchSize();
        loaderThreads();
        settings();
        threads().ifPresent(number -> atLeastOne("--threads", number));
    }

    private static int atLeastOne(String option, int number) {
        if (number < 1) {
            throw new IllegalArgumentException(option + " must be at least 1, not " + number);
        }
        return number;
    }
}
