package dev.pixio.bench.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.bench.study.StudyRunner.Ending;
import dev.pixio.bench.study.plan.CommandOptions;
import dev.pixio.bench.study.plan.Study;
import dev.pixio.bench.study.plan.StudyEvaluation;
import dev.pixio.bench.study.plan.StudyPoint;
import dev.pixio.bench.study.result.RunFailure;
import dev.pixio.bench.study.result.RunResult;
import dev.pixio.io.LockedFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyRunnerTest {

    private static final CommandOptions SMALL = CommandOptions.NONE.with("lr", "1e-3");
    private static final StudyPoint A = new StudyPoint("a", SMALL);
    private static final StudyPoint B = new StudyPoint("b", SMALL.with("class-tokens", "2"));
    private static final StudyEvaluation KNN = evaluation("knn", "knn");

    @TempDir
    private Path path;

    private final FakePixio pixio = new FakePixio();
    private final StringWriter out = new StringWriter();
    private StopRequest stop = new StopRequest(Optional.empty());

    @Test
    void allPointsRunWithTheFirstSeedBeforeTheNext() throws Exception {
        assertThat(run(study(2, List.of(KNN), A, B))).isEqualTo(Ending.COMPLETE);

        assertThat(results())
                .extracting(result -> result.point() + result.seed())
                .containsExactly("a1", "b1", "a2", "b2");
    }

    @Test
    void aFinishedRunIsNeverRunAgain() throws Exception {
        run(study(1, List.of(KNN), A, B));
        pixio.commands.clear();

        assertThat(run(study(1, List.of(KNN), A, B))).isEqualTo(Ending.COMPLETE);
        assertThat(pixio.commands).isEmpty();

        run(study(2, List.of(KNN), A));
        assertThat(pixio.commands)
                .containsExactly(
                        "pretrain --resume --checkpoint-every=1min --keep-last=1 --lr=1e-3 --no-tensorboard --probe-at-end=off"
                                + " --seed=2",
                        "evaluate knn --data=scenes:20 --seed=2 --baselines");
    }

    @Test
    void baselinesAreEvaluatedOncePerShapeAndSeed() throws Exception {
        run(study(2, List.of(KNN), A, B));

        assertThat(pixio.commands.stream().filter(command -> command.startsWith("evaluate")))
                .containsExactly(
                        "evaluate knn --data=scenes:20 --seed=1 --baselines",
                        "evaluate knn --data=scenes:20 --seed=1 --no-baselines",
                        "evaluate knn --data=scenes:20 --seed=2 --baselines",
                        "evaluate knn --data=scenes:20 --seed=2 --no-baselines");
    }

    @Test
    void aPointMayBeEvaluatedAtTheEndOfItsTraining() throws Exception {
        run(study(1, List.of(KNN), new StudyPoint("a", SMALL.with("probe-at-end", "on"))));

        assertThat(pixio.commands.get(0)).contains(" --probe-at-end=on ").doesNotContain("=off");
    }

    @Test
    void aFailedRunIsRecordedAndTheStudyGoesOn() throws Exception {
        pixio.hook = arguments -> arguments.contains("--class-tokens=2") ? 1 : 0;

        assertThat(run(study(1, List.of(KNN), B, A))).isEqualTo(Ending.FAILURES);

        assertThat(results()).extracting(RunResult::point).containsExactly("a");
        List<RunFailure> failures = folder().failures().all();
        assertThat(failures).singleElement().satisfies(failure -> {
            assertThat(failure.point()).isEqualTo("b");
            assertThat(failure.command()).isEqualTo("pretrain");
            assertThat(failure.reason()).startsWith("no space left (exit code 1, see ");
        });
        assertThat(out.toString()).contains("FAILED: b, seed 1, pretrain: no space left");

        pixio.hook = arguments -> 0;
        assertThat(run(study(1, List.of(KNN), B, A))).isEqualTo(Ending.COMPLETE);
        assertThat(results()).extracting(RunResult::point).containsExactly("a", "b");
    }

    @Test
    void aRunThatWasTrainedAndNotEvaluatedContinuesWithTheEvaluation() throws Exception {
        pixio.hook = arguments -> {
            if (arguments.get(0).equals("evaluate")) {
                throw new IOException("killed");
            }
            return 0;
        };
        assertThatThrownBy(() -> run(study(1, List.of(KNN), A))).hasMessage("killed");
        pixio.commands.clear();
        pixio.hook = arguments -> 0;

        assertThat(run(study(1, List.of(KNN), A))).isEqualTo(Ending.COMPLETE);
        assertThat(pixio.commands.get(0)).startsWith("pretrain --resume"); // which finds the run complete
        assertThat(results()).hasSize(1);
    }

    @Test
    void anIncompleteLineOfAKilledStudyIsReplaced() throws Exception {
        run(study(1, List.of(KNN), A, B));
        String all = Files.readString(folder().results().path());
        Files.writeString(folder().results().path(), all.substring(0, all.length() - 20));

        assertThat(run(study(1, List.of(KNN), A, B))).isEqualTo(Ending.COMPLETE);
        assertThat(results()).extracting(RunResult::point).containsExactly("a", "b");
        assertThat(pixio.commands.stream().filter(command -> command.startsWith("pretrain")))
                .hasSize(3);
    }

    @Test
    void aPointWithOtherOptionsThanThoseOfItsResultIsRefusedBeforeAnythingIsRun() throws Exception {
        run(study(1, List.of(KNN), A));
        pixio.commands.clear();
        StudyPoint changed =
                new StudyPoint("a", CommandOptions.NONE.with("lr", "2e-3").with("flip", "0.5"));

        assertThatThrownBy(() -> run(study(1, List.of(KNN), B, changed)))
                .hasMessage(
                        "the point a was run with other options (no --flip, now --flip 0.5; --lr 1e-3, now --lr 2e-3);"
                                + " give the point another name, or run it anew with --again a");
        assertThat(pixio.commands).isEmpty();
    }

    @Test
    void aPointWithOtherOptionsThanThoseOfItsUnfinishedRunIsRefused() throws Exception {
        pixio.hook = arguments -> 1;
        run(study(1, List.of(KNN), A));

        assertThatThrownBy(() -> run(study(1, List.of(KNN), new StudyPoint("a", CommandOptions.NONE))))
                .hasMessageContaining("--lr 1e-3, now none");
    }

    @Test
    void anEvaluationThatIsAddedIsDoneWithoutTraining() throws Exception {
        run(study(1, List.of(KNN), A));
        pixio.commands.clear();

        assertThat(run(study(1, List.of(KNN, evaluation("patches", "knn")), A))).isEqualTo(Ending.COMPLETE);
        assertThat(pixio.commands).containsExactly("evaluate knn --data=scenes:20 --seed=1 --baselines");
        RunResult last = results().get(1);
        assertThat(last.evaluations()).containsOnlyKeys("knn", "patches");
        assertThat(last.training().finalLoss()).isEqualTo(0.75);
    }

    @Test
    void anEvaluationCannotBeAddedToARunThatIsGone() throws Exception {
        run(study(1, List.of(KNN), A));
        Files.delete(folder().run("a", 1).resolve("config.yaml"));

        assertThatThrownBy(() -> run(study(1, List.of(KNN, evaluation("patches", "knn")), A)))
                .hasMessageContaining("the evaluation patches is new or changed, and there is no run in ")
                .hasMessageContaining("--again a");
        assertThat(run(study(1, List.of(KNN), A))).isEqualTo(Ending.COMPLETE);
    }

    @Test
    void noRunIsStartedWhenTheTimeIsUp() throws Exception {
        stop = new StopRequest(Optional.of(Duration.ZERO));

        assertThat(run(study(1, List.of(KNN), A, B))).isEqualTo(Ending.TIME_UP);
        assertThat(pixio.commands).isEmpty();
        assertThat(out.toString()).contains("time is up: 2 runs left");
    }

    @Test
    void aStudyThatIsStoppedRecordsNoFailure() throws Exception {
        pixio.hook = arguments -> {
            stop.request();
            return 143;
        };

        assertThat(run(study(1, List.of(KNN), A, B))).isEqualTo(Ending.STOPPED);
        assertThat(pixio.commands).hasSize(1);
        assertThat(folder().failures().all()).isEmpty();
    }

    @Test
    void aTrainingThatOutlivedAKilledStudyIsNotDisturbed() throws Exception {
        Path run = Files.createDirectories(folder().run("a", 1));
        try (LockedFile training = LockedFile.create(run.resolve("run.lock")).orElseThrow()) {
            assertThat(training).isNotNull();
            stop.request(); // instead of waiting

            assertThat(run(study(1, List.of(KNN), A))).isEqualTo(Ending.STOPPED);
        }
        assertThat(pixio.commands).isEmpty();
        assertThat(out.toString()).contains("another process is training in " + run + "; waiting for it");
    }

    @Test
    void aDamagedLineIsNamed() throws Exception {
        run(study(1, List.of(KNN), A));
        Files.writeString(folder().results().path(), "{\"point\": \n", StandardOpenOption.APPEND);

        assertThatThrownBy(() -> run(study(1, List.of(KNN), A)))
                .hasMessage(folder().results().path() + " is damaged in line 2; remove the line");
    }

    @Test
    void aResultHasTheFiguresOfTheRun() throws Exception {
        run(study(1, List.of(KNN), B));

        RunResult result = results().get(0);
        assertThat(result.options()).isEqualTo(B.options());
        assertThat(result.training().seconds()).isEqualTo(4.0);
        assertThat(result.training().imagesPerSecond()).isEqualTo(4.0);
        assertThat(result.training().finalLoss()).isEqualTo(0.75);
        assertThat(result.evaluation("knn").orElseThrow().metrics()).containsEntry("k = 20 top1", 0.11);
        assertThat(result.environment().processor()).isEqualTo("Model T");
        assertThat(result.environment().commit()).isEqualTo("0123");
    }

    private static StudyEvaluation evaluation(String name, String protocol) {
        return new StudyEvaluation(
                name,
                protocol,
                CommandOptions.NONE.with("data", "scenes:20"),
                StudyEvaluation.Features.CACHED,
                List.of());
    }

    private static Study study(int seeds, List<StudyEvaluation> evaluations, StudyPoint... points) {
        return new Study("test", seeds, SMALL, List.of(points), List.of(), evaluations);
    }

    private StudyFolder folder() {
        return new StudyFolder(path);
    }

    private List<RunResult> results() throws IOException {
        return folder().results().all();
    }

    private Ending run(Study study) throws IOException, InterruptedException {
        PrintWriter printer = new PrintWriter(out, true);
        CommandRunner commands = new CommandRunner(pixio, stop, printer, Optional.empty(), "0123");
        return new StudyRunner(study, folder(), commands, stop, new StudyPrinter(printer, study, folder()))
                .run(study.points());
    }
}
