package dev.pixio.bench.study;

import dev.pixio.bench.study.plan.CommandOptions;
import dev.pixio.bench.study.result.BaselineResult;
import dev.pixio.bench.study.result.RecordsFile;
import dev.pixio.bench.study.result.RunFailure;
import dev.pixio.bench.study.result.RunResult;
import dev.pixio.io.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The folder of a study: {@code results.jsonl}, {@code baselines.jsonl}, {@code failures.jsonl}, {@code replaced.jsonl},
 * {@code table.md}, a plot per factor, and {@code runs/POINT/} with {@code options.json}, {@code seed-N/} and {@code seed-N.log}.
 *
 * @param path of the folder
 */
record StudyFolder(Path path) {

    private static final String RESULTS = "results.jsonl";
    private static final String BASELINES = "baselines.jsonl";

    /** Finished runs. */
    RecordsFile<RunResult> results() {
        return new RecordsFile<>(path.resolve(RESULTS), RunResult.class);
    }

    /** Results that {@code --again} replaced. */
    RecordsFile<RunResult> replaced() {
        return new RecordsFile<>(path.resolve("replaced.jsonl"), RunResult.class);
    }

    /** Baselines of each shape and seed. */
    RecordsFile<BaselineResult> baselines() {
        return new RecordsFile<>(path.resolve(BASELINES), BaselineResult.class);
    }

    /** Runs that failed. */
    RecordsFile<RunFailure> failures() {
        return new RecordsFile<>(path.resolve("failures.jsonl"), RunFailure.class);
    }

    /**
     * Begins with the finished runs of another folder. Nothing changes if this folder has finished runs of its own.
     *
     * @param known a folder with {@code results.jsonl} and {@code baselines.jsonl}, or with neither
     */
    void beginWith(Path known) throws IOException {
        if (Files.exists(path.resolve(RESULTS))) {
            return;
        }
        Files.createDirectories(path);
        for (String name : List.of(BASELINES, RESULTS)) {
            if (Files.exists(known.resolve(name))) {
                DurableFile.write(path.resolve(name), Files.readString(known.resolve(name)));
            }
        }
    }

    /** The file that a study locks. */
    Path lock() {
        return path.resolve("study.lock");
    }

    /** The results as Markdown. */
    Path table() {
        return path.resolve("table.md");
    }

    /** The plot of a factor. */
    Path plot(String factor) {
        return path.resolve(factor + ".svg");
    }

    /** The folder of all runs of a point. */
    Path point(String point) {
        return path.resolve("runs").resolve(point);
    }

    /** The folder of a run. */
    Path run(String point, long seed) {
        return point(point).resolve("seed-" + seed);
    }

    /** The output of the commands of a run. */
    Path log(String point, long seed) {
        return point(point).resolve("seed-" + seed + ".log");
    }

    /** The evaluations of a run, as the commands write them. */
    Path evaluation(String point, long seed, String evaluation) {
        return point(point).resolve("seed-" + seed + "-" + evaluation + ".json");
    }

    /** Features of a run, which its evaluations share. */
    Path features(String point, long seed) {
        return point(point).resolve("seed-" + seed + "-features");
    }

    private Path options(String point) {
        return point(point).resolve("options.json");
    }

    /** The options with which the runs of a point were started; empty if none was. */
    Optional<CommandOptions> startedWith(String point) throws IOException {
        Path file = options(point);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JsonMapper.shared().readValue(Files.readAllBytes(file), CommandOptions.class));
        } catch (JacksonException e) {
            throw new IOException(file + " is damaged; --again " + point + " runs the point anew", e);
        }
    }

    /** Records the options of the runs of a point, before the first one is started. */
    void start(String point, CommandOptions options) throws IOException {
        Files.createDirectories(point(point));
        DurableFile.write(options(point), JsonMapper.shared().writeValueAsString(options) + "\n");
    }
}
