package dev.pixio.bench.fuzz;

import dev.pixio.bench.soak.RoundsFile;
import dev.pixio.bench.soak.SoakOptions;
import dev.pixio.io.FileTree;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code pixio bench fuzz}. */
@Command(
        name = "fuzz",
        mixinStandardHelpOptions = true,
        description = {
            "Reads changed files of weights, runs, features and images under a small heap. Each must be read, or refused in one line"
                    + " that names it, without a crash, a hang, or memory out of proportion.",
            "Each round is a line of fuzz.jsonl, whose sums are printed. One file of each fault is kept in faults/, with the"
                    + " fault beside it; --replay reads it again."
        })
public final class FuzzCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private SoakOptions soak = new SoakOptions();

    @Option(
            names = "--mutations",
            paramLabel = "N",
            defaultValue = "100000",
            description = "End after about so many files (default: ${DEFAULT-VALUE}).")
    private long most;

    @Option(
            names = "--only",
            paramLabel = "KIND",
            split = ",",
            description = "Only these kinds of files, such as safetensors, torch-zip, state.json, parquet.")
    private List<String> only = List.of();

    @Option(
            names = "--round",
            paramLabel = "N",
            defaultValue = "500",
            description = "Files of a round of each kind, times its share; a larger round starts fewer processes"
                    + " (default: ${DEFAULT-VALUE}).")
    private long round;

    @Option(names = "--heap", paramLabel = "SIZE", defaultValue = "96m", description = "Heap (default: 96m).")
    private String heap;

    @Option(names = "--replay", paramLabel = "FILE", description = "Read one file of faults/ in this process.")
    private @Nullable Path replay;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path files = Files.createTempDirectory("pixio-fuzz-");
        try {
            List<FuzzTarget> targets = selected(FuzzTargets.create(files, only));
            return replay == null ? fuzz(targets) : replay(replay, targets);
        } finally {
            FileTree.delete(files);
        }
    }

    private List<FuzzTarget> selected(List<FuzzTarget> all) {
        List<String> names = all.stream().map(FuzzTarget::name).toList();
        for (String name : only) {
            if (!names.contains(name)) {
                throw new ParameterException(
                        spec.commandLine(), "--only has " + name + "; there are " + String.join(", ", names));
            }
        }
        return all.stream()
                .filter(target -> only.isEmpty() || only.contains(target.name()))
                .toList();
    }

    private int replay(Path file, List<FuzzTarget> targets) throws IOException {
        String name = file.getFileName().toString();
        FuzzTarget target = targets.stream()
                .filter(candidate -> name.startsWith(candidate.name() + "-"))
                .reduce((a, b) -> a.name().length() > b.name().length() ? a : b)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "the name of " + file + " does not begin with a kind of file"));
        FuzzTrial.Verdict verdict = new FuzzTrial(target).judge(Files.readAllBytes(file));
        PrintWriter console = spec.commandLine().getOut();
        console.println(target.name() + "  " + verdict.outcome() + "  " + verdict.fault());
        try {
            target.reader().read();
        } catch (IOException | InterruptedException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
            e.printStackTrace(console);
        }
        console.flush();
        return verdict.outcome() == FuzzTrial.Outcome.FAULT ? 1 : 0;
    }

    private int fuzz(List<FuzzTarget> targets) throws IOException, InterruptedException {
        Path out = soak.folder();
        RoundsFile results = new RoundsFile(out.resolve("fuzz.jsonl"));
        long seed = soak.firstSeed();
        long[] sums = new long[2];
        for (int rounds = 0; sums[0] < most; rounds++) {
            new FuzzRound(targets.stream().map(FuzzTarget::name).toList(), out, heap)
                    .run(seed + rounds, round, line -> {
                        sums[0] += line.path("mutations").asLong();
                        sums[1] += line.path("faults").asLong();
                        add(results, line);
                    });
        }
        return sums[1] == 0 ? 0 : 1;
    }

    private void add(RoundsFile results, ObjectNode line) {
        try {
            results.add(line);
            print(spec.commandLine().getOut(), line, results.totals());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void print(PrintWriter console, ObjectNode line, Map<String, Long> totals) {
        console.println(String.format(
                Locale.ROOT,
                "%-24s %,6d read %,6d refused %,6d faults   in all %,d files, %,d faults",
                line.path("name").asString(),
                line.path("read").asLong(),
                line.path("refused").asLong(),
                line.path("faults").asLong(),
                totals.getOrDefault("mutations", 0L),
                totals.getOrDefault("faults", 0L)));
        List<String> kinds = new ArrayList<>();
        for (Map.Entry<String, JsonNode> fault : line.path("kinds").properties()) {
            kinds.add("  " + fault.getValue() + " x " + fault.getKey());
        }
        kinds.forEach(console::println);
        console.flush();
    }
}
