package dev.pixio.bench.serve;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pixio bench serve-hostile}. */
@Command(
        name = "serve-hostile",
        mixinStandardHelpOptions = true,
        description = "Sends damaged images and requests to a running 'pixio serve' and reports what went wrong.")
public final class ServeHostileCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8080/",
            description = "The server, without a token (default: ${DEFAULT-VALUE}).")
    private URI url;

    @Option(names = "--data", required = true, paramLabel = "DIR", description = "Folder of images that are changed.")
    private Path data;

    @Option(
            names = "--requests",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Number of requests (default: ${DEFAULT-VALUE}).")
    private int requests;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Seed (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        double before = resident();
        HostileRun run = new HostileRun(url, ServeLoadCommand.images(data), seed);
        List<String> faults = run.send(requests);
        new TreeMap<>(run.counts()).forEach((kind, number) -> out.println(number + " x " + kind));
        faults.forEach(out::println);
        out.println(String.format(
                Locale.ROOT,
                "%d requests, %d faults, resident %.0f -> %.0f MB",
                requests,
                faults.size(),
                before / 1e6,
                resident() / 1e6));
        return faults.isEmpty() ? 0 : 1;
    }

    private double resident() throws IOException, InterruptedException {
        return new ServerClient(url).metric("pixio_resident_memory_bytes").orElse(0);
    }
}
