package dev.pixio.bench.fuzz;

import dev.pixio.bench.fuzz.mutation.ByteMutator;
import dev.pixio.bench.fuzz.mutation.LinesMutator;
import dev.pixio.bench.fuzz.mutation.Mutator;
import dev.pixio.bench.fuzz.mutation.TreeMutator;
import dev.pixio.eval.report.EvaluationFile;
import dev.pixio.monitor.history.RunHistory;
import dev.pixio.monitor.report.Report;
import dev.pixio.train.checkpoint.Checkpoint;
import dev.pixio.train.checkpoint.TrainingState;
import dev.pixio.train.listener.EventsFile;
import dev.pixio.train.listener.MetricsFile;
import dev.pixio.train.plan.PlanFile;
import dev.pixio.train.run.RunFolder;
import dev.pixio.weights.ModelLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files of a run, each read by the code that resumes a run, and by the report. */
final class RunTargets {

    private static final Mutator JSON = Mutator.anyOf(new ByteMutator(), TreeMutator.json(), TreeMutator.json());
    private static final Mutator YAML = Mutator.anyOf(new ByteMutator(), TreeMutator.yaml(), TreeMutator.yaml());
    private static final Mutator LINES = Mutator.anyOf(
            new ByteMutator(), new LinesMutator(TreeMutator.json()), new LinesMutator(TreeMutator.json()));

    private final Path folder;
    private final RunFolder run;
    private final List<FuzzTarget> targets = new ArrayList<>();

    private RunTargets(Path folder, RunFolder run) {
        this.folder = folder;
        this.run = run;
    }

    /** The code that reads a file of a run. */
    private interface RunReader {
        void read(RunFolder run) throws IOException;
    }

    static List<FuzzTarget> create(Path folder, RunFolder run) throws IOException {
        RunTargets all = new RunTargets(Files.createDirectory(folder), run);
        Checkpoint checkpoint = run.checkpoints().latest().orElseThrow();
        all.add("config.yaml", 8, run.config(), YAML, copy -> PlanFile.read(copy.config()));
        all.add("state.json", 8, checkpoint.state(), JSON, copy -> TrainingState.read(in(copy, checkpoint)));
        all.add(
                "manifest",
                6,
                checkpoint.manifest(),
                JSON,
                copy -> in(copy, checkpoint).damage());
        all.add("latest", 2, run.checkpoints().path().resolve("latest"), new ByteMutator(), copy -> {
            copy.checkpoints().latest();
            ModelLocation.of(copy.path());
        });
        all.add("metrics.jsonl", 8, run.metrics(), LINES, copy -> {
            RunHistory.read(copy);
            MetricsFile.after(copy.metrics(), 1, (step, loss, norm) -> {}).close();
        });
        all.add("events.jsonl", 6, run.events(), LINES, copy -> {
            RunHistory.read(copy);
            new EventsFile(copy.events()).close();
        });
        all.add("probe.jsonl", 4, run.probes(), LINES, RunHistory::read);
        all.add("evaluation.json", 6, run.evaluation(), JSON, copy -> {
            RunHistory.read(copy).evaluation();
            new EvaluationFile(copy.evaluation()).requireWritable();
        });
        for (Path file :
                List.of(run.config(), run.metrics(), run.events(), run.probes(), run.evaluation(), run.environment())) {
            String name = file.getFileName().toString();
            Mutator mutator = name.endsWith(".jsonl") ? LINES : name.endsWith(".yaml") ? YAML : JSON;
            all.add("report-" + name, 1, file, mutator, copy -> Report.write(copy.report(), List.of(copy)));
        }
        return all.targets;
    }

    private static Checkpoint in(RunFolder copy, Checkpoint checkpoint) {
        return copy.checkpoints().at(checkpoint.step());
    }

    /** In a copy of the run of its own, so that a changed file is the only one. */
    private void add(String name, int share, Path file, Mutator mutator, RunReader reader) throws IOException {
        RunFolder copy = new RunFolder(folder.resolve(name));
        FuzzTargets.copy(run.path(), copy.path());
        Path changed = copy.path().resolve(run.path().relativize(file).toString());
        targets.add(new FuzzTarget(name, share, FuzzTargets.seed(file), mutator, changed, () -> reader.read(copy)));
    }
}
