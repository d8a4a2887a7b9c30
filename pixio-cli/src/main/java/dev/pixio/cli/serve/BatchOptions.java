package dev.pixio.cli.serve;

import dev.pixio.cli.console.OptionSection;
import dev.pixio.serve.batch.BatchSettings;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How images of concurrent requests are gathered. */
@OptionSection("Batches")
final class BatchOptions {

    @Option(
            names = "--batch-size",
            paramLabel = "IMAGES",
            order = 1,
            defaultValue = "16",
            description = "Largest number of images in a forward pass (default: ${DEFAULT-VALUE}).")
    private int size;

    @Option(
            names = "--batch-wait",
            paramLabel = "MS",
            order = 2,
            defaultValue = "5",
            description =
                    "Most milliseconds that the first image of a batch waits for others while the encoder is idle;"
                            + " it waits for as many as came together before (default: ${DEFAULT-VALUE}).")
    private long maxWait;

    @Option(
            names = "--queue",
            paramLabel = "IMAGES",
            order = 3,
            defaultValue = "256",
            description = "Images that may wait; further requests are refused with status 429 (default:"
                    + " ${DEFAULT-VALUE}).")
    private int queue;

    /** @throws IllegalArgumentException if a number is out of range */
    BatchSettings settings() {
        return new BatchSettings(size, Duration.ofMillis(maxWait), queue);
    }
}
