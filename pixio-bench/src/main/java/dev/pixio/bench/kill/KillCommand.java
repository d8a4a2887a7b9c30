package dev.pixio.bench.kill;

import dev.pixio.bench.soak.RoundsFile;
import dev.pixio.bench.soak.SoakOptions;
import dev.pixio.io.FileTree;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code pixio bench kills}. */
@Command(
        name = "kills",
        mixinStandardHelpOptions = true,
        description = {
            "Kills trainings and exports of features at random moments with SIGKILL, continues each until it finishes, and"
                    + " compares the result with that of an undisturbed process, to the bit.",
            "Each round is a line of kills.jsonl, whose sums are printed at the end: the number of kills grows with every"
                    + " start of this command. The folder of a round that failed is kept."
        })
public final class KillCommand implements Callable<Integer> {

    /** After so many rounds in a row without a kill the command ends: it would never reach its number of kills. */
    private static final int MOST_IN_VAIN = 10;

    @Spec
    private CommandSpec spec;

    @Mixin
    private SoakOptions soak = new SoakOptions();

    @Option(
            names = "--kills",
            paramLabel = "N",
            defaultValue = "100",
            description = "End after so many kills (default: ${DEFAULT-VALUE}).")
    private int most;

    @Option(
            names = "--only",
            paramLabel = "NAME",
            split = ",",
            description = "Only these: train, prune, rollback, launch, full-disk, embed-parquet, embed-npy,"
                    + " embed-safetensors, embed-csv, embed-jsonl.")
    private List<String> only = List.of();

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter console = spec.commandLine().getOut();
        List<KillScenario> scenarios = selected(console);
        Path out = soak.folder();
        long seed = soak.firstSeed();
        RoundsFile results = new RoundsFile(out.resolve("kills.jsonl"));
        Path work = Files.createTempDirectory(out, "kills-");
        List<Undisturbed> references = new ArrayList<>();
        for (KillScenario scenario : scenarios) {
            Path folder = Files.createDirectory(work.resolve("undisturbed-" + scenario.name()));
            references.add(new Undisturbed(scenario, folder));
        }
        int kills = 0;
        int failures = 0;
        int inVain = 0;
        for (int i = 0; kills < most && inVain < MOST_IN_VAIN; i++) {
            long roundSeed = seed + i;
            Undisturbed reference = references.get(i % references.size());
            Path folder = Files.createDirectory(work.resolve("round-" + i));
            KillRound round = reference.round(folder, roundSeed);
            kills += round.kills();
            inVain = round.kills() == 0 ? inVain + 1 : 0;
            failures += round.problems().isEmpty() ? 0 : 1;
            results.add(line(reference.scenario.name(), roundSeed, round));
            print(console, reference.scenario.name(), round, results.totals());
            if (round.problems().isEmpty()) {
                FileTree.delete(folder);
            } else {
                console.println("  kept in " + folder);
            }
        }
        if (inVain == MOST_IN_VAIN) {
            console.println(
                    "the last " + inVain + " rounds killed no process; " + kills + " of " + most + " kills were made");
            failures++;
        }
        if (failures == 0) {
            FileTree.delete(work);
        }
        return failures == 0 ? 0 : 1;
    }

    private List<KillScenario> selected(PrintWriter console) {
        List<KillScenario> all = new ArrayList<>(List.of(
                new TrainingScenario(TrainingScenario.Pruning.NONE),
                new TrainingScenario(TrainingScenario.Pruning.BESIDE_THE_RUN),
                new RollbackScenario(),
                new GroupScenario(),
                new FullDiskScenario()));
        for (String extension : List.of("parquet", "npy", "safetensors", "csv", "jsonl")) {
            all.add(new EmbedScenario(extension));
        }
        if (!only.isEmpty()) {
            List<String> names = all.stream().map(KillScenario::name).toList();
            for (String name : only) {
                if (!names.contains(name)) {
                    throw new ParameterException(
                            spec.commandLine(), "--only has " + name + "; there are " + String.join(", ", names));
                }
            }
            all.removeIf(scenario -> !only.contains(scenario.name()));
        }
        all.removeIf(scenario -> {
            String obstacle = scenario.obstacle();
            if (!obstacle.isEmpty()) {
                console.println(scenario.name() + " is skipped: " + obstacle);
            }
            return !obstacle.isEmpty();
        });
        if (all.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "nothing is left to kill");
        }
        return all;
    }

    /** A scenario, the folder of its undisturbed result, and the duration of a whole process in nanoseconds. */
    private static final class Undisturbed {
        private final KillScenario scenario;
        private final Path folder;
        private long lifeNanos;

        Undisturbed(KillScenario scenario, Path folder) throws IOException, InterruptedException {
            this.scenario = scenario;
            this.folder = folder;
            this.lifeNanos = scenario.prepare(folder);
        }

        KillRound round(Path work, long seed) throws IOException, InterruptedException {
            try {
                KillRound round = new KillRound(scenario.begin(work, folder), lifeNanos, new SplittableRandom(seed));
                round.run();
                lifeNanos = round.lifeNanos();
                return round;
            } finally {
                scenario.end(work);
            }
        }
    }

    private static ObjectNode line(String name, long seed, KillRound round) {
        ObjectNode line = JsonMapper.shared()
                .createObjectNode()
                .put("name", name)
                .put("seed", seed)
                .put("kills", round.kills())
                .put("failures", round.problems().isEmpty() ? 0 : 1);
        if (!round.killed().isEmpty()) {
            line.put("killed", round.killed());
        }
        round.problems().forEach(line.withArray("problems")::add);
        return line;
    }

    private static void print(PrintWriter console, String name, KillRound round, Map<String, Long> totals) {
        console.println(String.format(
                Locale.ROOT,
                "%-17s  %3d kills  %s   in all %,d kills in %,d rounds, %,d failed",
                name,
                round.kills(),
                round.problems().isEmpty() ? "same result" : "FAILED",
                totals.getOrDefault("kills", 0L),
                totals.getOrDefault("rounds", 0L),
                totals.getOrDefault("failures", 0L)));
        if (!round.killed().isEmpty()) {
            console.println("  " + round.killed());
        }
        round.problems().forEach(problem -> console.println("  " + problem));
        console.flush();
    }
}
