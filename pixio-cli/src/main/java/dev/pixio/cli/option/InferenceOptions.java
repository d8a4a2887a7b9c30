package dev.pixio.cli.option;

import dev.pixio.cli.console.OptionSection;
import dev.pixio.data.loader.LoaderOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Device, precision, threads and batch size of a computation of features. */
@OptionSection("Hardware")
public final class InferenceOptions {

    @Mixin
    private ComputeOptions compute = new ComputeOptions();

    @Option(
            names = "--batch-size",
            paramLabel = "IMAGES",
            order = 4,
            description = "Images per forward pass (default: 16; evaluate: 64).")
    private @Nullable Integer batchSize;

    @Mixin
    private LoaderThreadsOption loaderThreads = new LoaderThreadsOption();

    public ComputeOptions compute() {
        return compute;
    }

    /**
     * How images are loaded.
     *
     * @param defaultBatchSize if the option was not given
     * @throws IllegalArgumentException if a number is less than one
     */
    public LoaderOptions loader(int defaultBatchSize) {
        return loaderThreads.apply(LoaderOptions.embedding(batchSize == null ? defaultBatchSize : batchSize));
    }
}
