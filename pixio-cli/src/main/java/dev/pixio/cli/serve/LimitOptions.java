package dev.pixio.cli.serve;

import dev.pixio.cli.console.OptionSection;
import dev.pixio.serve.request.RequestLimits;
import java.time.Duration;
import picocli.CommandLine.Option;

/** What a request may contain, and how long it may take. */
@OptionSection("Limits")
final class LimitOptions {

    private static final long MEGAPIXEL = 1_000_000;

    @Option(
            names = "--max-body",
            paramLabel = "MIB",
            order = 1,
            defaultValue = "32",
            description = "Largest body of a request in MiB (default: ${DEFAULT-VALUE}).")
    private long body;

    @Option(
            names = "--max-images",
            paramLabel = "N",
            order = 2,
            defaultValue = "32",
            description = "Images in a request (default: ${DEFAULT-VALUE}).")
    private int images;

    @Option(
            names = "--max-pixels",
            paramLabel = "MP",
            order = 3,
            defaultValue = "50",
            description = "Largest image in megapixels, checked before it is decoded (default: ${DEFAULT-VALUE}).")
    private long pixels;

    @Option(
            names = "--request-time",
            paramLabel = "SECONDS",
            order = 4,
            defaultValue = "30",
            description = "Time for a client to send the head of a request, its body, to receive the response, and for"
                    + " the answer to be computed, each (default: ${DEFAULT-VALUE}).")
    private long seconds;

    @Option(
            names = "--connections",
            paramLabel = "N",
            order = 5,
            defaultValue = "128",
            description = "Connections at once; further ones are closed (default: ${DEFAULT-VALUE}).")
    private int connections;

    /** @throws IllegalArgumentException if a number is out of range */
    RequestLimits limits() {
        return new RequestLimits(
                shifted(body),
                images,
                Math.min(pixels, Integer.MAX_VALUE) * MEGAPIXEL,
                Duration.ofSeconds(seconds),
                connections);
    }

    private static long shifted(long mebibytes) {
        return mebibytes > 1L << 20 ? Long.MAX_VALUE : mebibytes << 20;
    }
}
