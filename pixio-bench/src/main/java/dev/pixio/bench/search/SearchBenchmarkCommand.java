package dev.pixio.bench.search;

import dev.pixio.cli.console.RefusedOption;
import dev.pixio.search.IndexedImage;
import dev.pixio.search.SearchHit;
import dev.pixio.search.SearchIndex;
import dev.pixio.search.SearchQuery;
import dev.pixio.search.VectorKind;
import dev.pixio.search.folder.FolderIndex;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pixio bench search}. */
@Command(
        name = "search",
        description = {
            "Measures similarity search: with --images, the time to build an index of made vectors, its memory, the latency of"
                    + " searches and their recall; with --index, how many of the most similar images are of the same folder."
        },
        mixinStandardHelpOptions = true)
public final class SearchBenchmarkCommand implements Callable<Integer> {

    private static final int TOP = 10;

    @Spec
    private CommandSpec spec;

    @Option(names = "--images", paramLabel = "N", description = "Number of made vectors, in 1,000 clusters.")
    private @Nullable Integer images;

    @Option(
            names = "--dimension",
            paramLabel = "D",
            defaultValue = "384",
            description = "Numbers of a made vector (default: ${DEFAULT-VALUE}).")
    private int dimension;

    @Option(
            names = "--queries",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Number of searches (default: ${DEFAULT-VALUE}).")
    private int queries;

    @Option(names = "--index", paramLabel = "DIR", description = "An index whose folders are classes.")
    private @Nullable Path index;

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "Folder for the index of made vectors, which is deleted.")
    private @Nullable Path work;

    @Override
    public Integer call() throws IOException {
        Integer number = images;
        if ((number == null) == (index == null)) {
            throw new ParameterException(spec.commandLine(), "give one of --images N and --index DIR");
        }
        PrintWriter out = spec.commandLine().getOut();
        if (index != null) {
            out.println(sameFolder(index));
        }
        if (number != null) {
            MadeIndex made = RefusedOption.named(spec, () -> new MadeIndex(number, dimension, queries));
            made.measure(Optional.ofNullable(work)).forEach(out::println);
        }
        return 0;
    }

    /** The mean share of the first ten images that are in the folder of the query, which is not among them. */
    private String sameFolder(Path folder) throws IOException {
        try (SearchIndex opened = FolderIndex.open(folder)) {
            long count = opened.count("");
            int taken = (int) Math.min(count, queries);
            double share = 0;
            for (int i = 0; i < taken; i++) {
                IndexedImage image = opened.images("", i * count / taken, 1).get(0);
                List<SearchHit> hits =
                        opened.search(SearchQuery.of(opened.vector(image.id(), VectorKind.IMAGE), VectorKind.IMAGE)
                                .withoutImage(image.id())
                                .withTop(TOP));
                share += hits.stream()
                                .filter(hit -> hit.image().folder().equals(image.folder()))
                                .count()
                        / (double) hits.size();
            }
            return String.format(
                    Locale.ROOT,
                    "%s: %,d images, %,d queries: %.1f %% of the first %d are of the same folder",
                    folder,
                    count,
                    taken,
                    100 * share / taken,
                    TOP);
        }
    }
}
