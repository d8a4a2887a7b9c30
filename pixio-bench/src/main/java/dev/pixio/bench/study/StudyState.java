package dev.pixio.bench.study;

import dev.pixio.bench.study.plan.CommandOptions;
import dev.pixio.bench.study.plan.Study;
import dev.pixio.bench.study.plan.StudyEvaluation;
import dev.pixio.bench.study.plan.StudyPoint;
import dev.pixio.bench.study.result.BaselineResult;
import dev.pixio.bench.study.result.EncoderShape;
import dev.pixio.bench.study.result.RunResult;
import dev.pixio.train.run.RunFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What earlier starts of a study did. */
final class StudyState {

    private final Study study;
    private final StudyFolder folder;
    private final List<RunResult> results;
    private final List<BaselineResult> baselines;

    StudyState(Study study, StudyFolder folder) throws IOException {
        this.study = study;
        this.folder = folder;
        this.results = folder.results().all();
        this.baselines = folder.baselines().all();
    }

    /** The result of a run: the last one, since an evaluation that is added to a study writes a line of its own. */
    Optional<RunResult> result(StudyPoint point, long seed) {
        return results.stream()
                .filter(result -> result.isOf(point.name(), seed))
                .reduce((earlier, later) -> later);
    }

    /** The results of the points of the study with its seeds, one per run. */
    List<RunResult> results() {
        List<RunResult> current = new ArrayList<>();
        for (StudyPoint point : study.points()) {
            for (long seed = 1; seed <= study.seeds(); seed++) {
                result(point, seed)
                        .filter(result -> result.options().equals(point.options()))
                        .ifPresent(current::add);
            }
        }
        return current;
    }

    List<BaselineResult> baselines() {
        return List.copyOf(baselines);
    }

    /** The evaluations that a run lacks, or has with other options. */
    List<StudyEvaluation> missing(StudyPoint point, long seed) {
        Optional<RunResult> result = result(point, seed);
        return study.evaluations().stream()
                .filter(evaluation -> result.flatMap(found -> found.evaluation(evaluation.name()))
                        .filter(found -> found.isOf(evaluation.protocol(), evaluation.options()))
                        .isEmpty())
                .toList();
    }

    /** Whether nothing is left to do for a run. */
    boolean isFinished(StudyPoint point, long seed) {
        return result(point, seed).isPresent() && missing(point, seed).isEmpty();
    }

    /** Whether the baselines of an evaluation are known for a shape and a seed. */
    boolean hasBaselines(StudyEvaluation evaluation, EncoderShape shape, long seed) {
        return baselines.stream().anyMatch(known -> known.isOf(evaluation.name(), evaluation.options(), shape, seed));
    }

    void add(BaselineResult added) throws IOException {
        folder.baselines().add(added);
        baselines.add(added);
    }

    void add(RunResult added) throws IOException {
        folder.results().add(added);
        results.add(added);
    }

    /** Why a point cannot be continued: what was run has other options, or is gone. Empty if it can. */
    Optional<String> obstacle(StudyPoint point) throws IOException {
        Optional<CommandOptions> before = folder.startedWith(point.name());
        for (RunResult result : results) {
            if (result.point().equals(point.name())) {
                before = Optional.of(result.options());
            }
        }
        if (before.isPresent() && !before.get().equals(point.options())) {
            return Optional.of("the point " + point.name() + " was run with other options ("
                    + CommandOptions.changes(before.get(), point.options())
                    + "); give the point another name, or run it anew with --again " + point.name());
        }
        for (long seed = 1; seed <= study.seeds(); seed++) {
            boolean gone = !RunFolder.isRun(folder.run(point.name(), seed));
            if (gone && result(point, seed).isPresent() && !missing(point, seed).isEmpty()) {
                return Optional.of(
                        "the evaluation " + missing(point, seed).get(0).name()
                                + " is new or changed, and there is no run in " + folder.run(point.name(), seed)
                                + " to evaluate; train it anew with --again " + point.name());
            }
        }
        return Optional.empty();
    }
}
