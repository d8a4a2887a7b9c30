package dev.pixio.bench.study;

import dev.pixio.bench.study.plan.CommandOptions;
import dev.pixio.bench.study.plan.StudyEvaluation;
import dev.pixio.bench.study.plan.StudyPoint;
import dev.pixio.bench.study.result.BaselineResult;
import dev.pixio.bench.study.result.EncoderShape;
import dev.pixio.bench.study.result.EvaluationResult;
import dev.pixio.bench.study.result.EvaluationRows;
import dev.pixio.bench.study.result.RunEnvironment;
import dev.pixio.bench.study.result.RunResult;
import dev.pixio.bench.study.result.TrainingFigures;
import dev.pixio.io.FileTree;
import dev.pixio.train.plan.PlanFile;
import dev.pixio.train.run.RunFolder;
import dev.pixio.train.run.RunLock;
import dev.pixio.train.run.TrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One point with one seed: trains or resumes it, evaluates it, and records the result. */
final class StudyRun {

    /**
     * Options of all runs that their point does not set: little is lost by a kill, a folder is small, and the study evaluates the
     * encoder itself.
     */
    private static final CommandOptions DEFAULTS = CommandOptions.NONE
            .with("checkpoint-every", "1min")
            .with("keep-last", "1")
            .with("no-tensorboard", "")
            .with("probe-at-end", "off");

    private static final long POLL_MILLIS = 1000;

    private final StudyFolder folder;
    private final StudyState state;
    private final CommandRunner commands;
    private final StudyPoint point;
    private final long seed;

    StudyRun(StudyFolder folder, StudyState state, CommandRunner commands, StudyPoint point, long seed) {
        this.folder = folder;
        this.state = state;
        this.commands = commands;
        this.point = point;
        this.seed = seed;
    }

    /**
     * Does what is left of the run.
     *
     * @throws FailedCommand if a command fails
     * @throws StoppedException if the study is stopped
     */
    RunResult finish() throws IOException, InterruptedException, FailedCommand, StoppedException {
        Path run = folder.run(point.name(), seed);
        Optional<RunResult> earlier = state.result(point, seed);
        if (earlier.isEmpty()) {
            train(run);
        }
        EncoderShape shape = EncoderShape.of(PlanFile.read(run).model());
        Map<String, EvaluationResult> evaluations =
                new LinkedHashMap<>(earlier.map(RunResult::evaluations).orElse(Map.of()));
        for (StudyEvaluation evaluation : state.missing(point, seed)) {
            evaluations.put(evaluation.name(), evaluate(evaluation, shape));
        }
        RunFolder files = new RunFolder(run);
        RunResult result = new RunResult(
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                point.name(),
                seed,
                point.options(),
                shape,
                earlier.isPresent() ? earlier.get().training() : TrainingFigures.of(files.metrics()),
                evaluations,
                earlier.isPresent()
                        ? earlier.get().environment()
                        : RunEnvironment.of(files.environment(), commands.commit()));
        state.add(result);
        if (Files.exists(folder.features(point.name(), seed))) {
            FileTree.delete(folder.features(point.name(), seed));
        }
        return result;
    }

    private void train(Path run) throws IOException, InterruptedException, FailedCommand, StoppedException {
        folder.start(point.name(), point.options());
        awaitEarlierProcess(run);
        List<String> arguments = new ArrayList<>(List.of("pretrain", "--out=" + run, "--resume"));
        arguments.addAll(DEFAULTS.with(point.options()).arguments());
        arguments.add("--seed=" + seed);
        commands.run(arguments, folder.log(point.name(), seed));
    }

    /** Waits for a training that outlived an earlier start of the study, which was killed. */
    private void awaitEarlierProcess(Path run) throws IOException, InterruptedException, StoppedException {
        if (!Files.isDirectory(run)) {
            return;
        }
        boolean reported = false;
        while (true) {
            try (RunLock lock = RunLock.of(new RunFolder(run))) {
                assert lock != null;
                return;
            } catch (TrainingException e) {
                if (!reported) {
                    commands.report(e.getMessage() + "; waiting for it");
                    reported = true;
                }
                commands.requireNotStopped();
                Thread.sleep(POLL_MILLIS);
            }
        }
    }

    private EvaluationResult evaluate(StudyEvaluation evaluation, EncoderShape shape)
            throws IOException, InterruptedException, FailedCommand, StoppedException {
        Path json = folder.evaluation(point.name(), seed, evaluation.name());
        Files.deleteIfExists(json);
        boolean withBaselines = !state.hasBaselines(evaluation, shape, seed);
        List<String> arguments = new ArrayList<>(List.of("evaluate", evaluation.protocol()));
        arguments.add("--weights=" + folder.run(point.name(), seed));
        arguments.addAll(evaluation.options().arguments());
        arguments.add("--seed=" + seed);
        if (evaluation.features() == StudyEvaluation.Features.CACHED) {
            arguments.add("--cache=" + folder.features(point.name(), seed));
        }
        arguments.add(withBaselines ? "--baselines" : "--no-baselines");
        arguments.add("--json=" + json);
        commands.run(arguments, folder.log(point.name(), seed));
        EvaluationRows rows = EvaluationRows.read(json, evaluation.protocol());
        if (withBaselines) {
            state.add(new BaselineResult(evaluation.name(), evaluation.options(), shape, seed, rows.baselines()));
        }
        return new EvaluationResult(evaluation.protocol(), evaluation.options(), rows.description(), rows.encoder());
    }
}
