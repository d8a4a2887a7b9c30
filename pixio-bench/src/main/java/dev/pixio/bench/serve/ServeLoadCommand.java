package dev.pixio.bench.serve;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pixio bench serve-load}. */
@Command(
        name = "serve-load",
        mixinStandardHelpOptions = true,
        description = "Measures a running 'pixio serve': requests per second, latencies and memory under load.")
public final class ServeLoadCommand implements Callable<Integer> {

    private static final int MOST_IMAGES = 64;
    private static final String MEMORY = "pixio_resident_memory_bytes";

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8080/",
            description = "The server (default: ${DEFAULT-VALUE}).")
    private URI url;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "Folder of images, of which 64 are sent.")
    private Path data;

    @Option(
            names = "--clients",
            paramLabel = "N[,N...]",
            split = ",",
            defaultValue = "1,4,16,64",
            description = "Clients at once, one measurement each (default: ${DEFAULT-VALUE}).")
    private List<Integer> clients;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "15",
            description = "Time of a measurement (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--pause",
            paramLabel = "MS",
            defaultValue = "0",
            description =
                    "Milliseconds between an answer and the next request of a client (default: ${DEFAULT-VALUE}).")
    private long pause;

    @Option(
            names = "--repeat",
            paramLabel = "N",
            defaultValue = "1",
            description = "Measurements of each number of clients (default: ${DEFAULT-VALUE}).")
    private int repeat;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (pause < 0) {
            throw new ParameterException(spec.commandLine(), "--pause must not be negative, as " + pause);
        }
        PrintWriter out = spec.commandLine().getOut();
        ServerClient server = new ServerClient(url);
        Load load = new Load(server, images(data), Duration.ofMillis(pause));
        load.run(4, Duration.ofSeconds(Math.min(3, seconds))); // warms up both sides
        for (int number : clients) {
            for (int i = 0; i < repeat; i++) {
                LoadResult result = load.run(number, Duration.ofSeconds(seconds));
                out.println(String.format(
                        Locale.ROOT,
                        "%s, resident %.0f MB",
                        result.line(),
                        server.metric(MEMORY).orElse(0) / 1e6));
                out.flush();
            }
        }
        return 0;
    }

    /** The first images of a folder. */
    static List<byte[]> images(Path folder) throws IOException {
        List<byte[]> images = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(path -> path.toString().matches("(?i).*\\.(jpe?g|png|webp|gif|bmp|tiff?)"))
                    .sorted()
                    .limit(MOST_IMAGES)
                    .toList()) {
                images.add(Files.readAllBytes(file));
            }
        }
        if (images.isEmpty()) {
            throw new IOException(folder + " has no images");
        }
        return images;
    }
}
