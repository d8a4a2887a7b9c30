package dev.pixio.bench.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.bench.study.plan.Study;
import dev.pixio.bench.study.plan.StudyFile;
import dev.pixio.bench.study.result.RunResult;
import dev.pixio.cli.Main;
import dev.pixio.io.LockedFile;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command with real child processes, on a model of a few thousand parameters and two steps. */
class StudyCommandTest {

    private static final String STUDY = """
            name: tiny
            pretrain:
              recipe: quick
              model: 16x1x1
              decoder: 16x1x1
              image-size: 32
              class-tokens: 2
              mask-cell: 1
              batch-size: 4
              scenes: 8
              precision: fp32
              threads: 1
              no-report:
            evaluations:
              knn:
                train: scenes:20
                test: scenes:10
                threads: 1
            points:
              centre:
            factors:
              patch-size:
                values:
                  8:
                    patch-size: 8
                  16: centre
            """;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void aStudyIsRunAndThenFinished() throws Exception {
        assertThat(study()).as(err.toString()).isZero();

        List<RunResult> results =
                new StudyFolder(folder.resolve("out")).results().all();
        assertThat(results).extracting(RunResult::point).containsExactly("centre", "patch-size-8");
        assertThat(results).allSatisfy(result -> {
            assertThat(result.training().steps()).isEqualTo(2);
            assertThat(result.training().finalLoss()).isPositive();
            assertThat(result.evaluation("knn").orElseThrow().metrics().get("k = 20 top1"))
                    .isBetween(0.0, 1.0);
            assertThat(result.environment().versions()).contains("libtorch");
        });
        assertThat(folder.resolve("out/table.md"))
                .content()
                .contains("| untrained, as 8 | 1 |")
                .contains("| untrained, as 16 | 1 |")
                .contains("| pixels, 32 x 32 pixels in patches of 16 | 1 |");
        assertThat(folder.resolve("out/patch-size.svg")).exists();

        out.getBuffer().setLength(0);
        assertThat(study("--device", "nonsense")).as("nothing is run").isZero();
        assertThat(out.toString()).contains("2 of 2 runs finished").doesNotContain("FAILED");

        String finished = folder.resolve("out").toString();
        String other = folder.resolve("other").toString();
        out.getBuffer().setLength(0);
        assertThat(study("--out", other, "--known", finished, "--device", "nonsense"))
                .as("nothing is run")
                .isZero();
        assertThat(out.toString()).contains("2 of 2 runs finished").doesNotContain("FAILED");
    }

    @Test
    void theReasonOfAFailureIsThatOfTheCommand() throws Exception {
        assertThat(study("--points", "centre", "--device", "nonsense")).isEqualTo(1);

        assertThat(new StudyFolder(folder.resolve("out")).failures().all())
                .singleElement()
                .satisfies(failure -> {
                    assertThat(failure.command()).isEqualTo("pretrain");
                    assertThat(failure.reason()).contains("nonsense").contains("(exit code 1");
                });
        assertThat(study("--list")).isZero();
        assertThat(out.toString()).contains("centre        seed 1 failed").contains("patch-size-8  seed 1 open");
    }

    @Test
    void againDeletesTheRunsAndKeepsTheirResultsElsewhere() throws Exception {
        StudyFolder studies = new StudyFolder(folder.resolve("out"));
        FakePixio fake = new FakePixio();
        Path study = Files.writeString(folder.resolve("study.yaml"), STUDY);
        Study read = StudyFile.read(study);
        StopRequest stop = new StopRequest(Optional.empty());
        PrintWriter printer = new PrintWriter(out, true);
        new StudyRunner(
                        read,
                        studies,
                        new CommandRunner(fake, stop, printer, Optional.empty(), ""),
                        stop,
                        new StudyPrinter(printer, read, studies))
                .run(read.points());

        assertThat(study("--again", "centre", "--points", "centre", "--device", "nonsense"))
                .isEqualTo(1);

        assertThat(studies.results().all()).extracting(RunResult::point).containsExactly("patch-size-8");
        assertThat(studies.replaced().all()).extracting(RunResult::point).containsExactly("centre");
        assertThat(studies.run("centre", 1).resolve("config.yaml")).doesNotExist();
    }

    @Test
    void mistakesAreReportedBeforeAnythingIsRun() throws Exception {
        assertThat(study("--points", "center")).isEqualTo(2);
        assertThat(err.toString())
                .contains("the study tiny has no point 'center'; its points are centre, patch-size-8");
        assertThat(study("--seeds", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("--seeds must be at least 1, not 0");
        assertThat(study("--points", "centre", "--again", "patch-size-8")).isEqualTo(2);
        assertThat(err.toString()).contains("--again has patch-size-8, which --points leaves out");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void twoStudiesDoNotRunInOneFolder() throws Exception {
        Path lock = Files.createDirectories(folder.resolve("out")).resolve("study.lock");
        try (LockedFile other = LockedFile.create(lock).orElseThrow()) {
            assertThat(other).isNotNull();
            assertThat(study()).isEqualTo(1);
        }
        assertThat(err.toString()).contains("another study is running in " + folder.resolve("out"));
    }

    @Test
    void theTableIsPrintedWithoutRunningAnything() throws Exception {
        assertThat(study("--table-only")).isZero();
        assertThat(out.toString()).contains("0 of 2 runs are finished");
        assertThat(folder.resolve("out/runs")).doesNotExist();
    }

    private int study(String... options) throws Exception {
        Path file = Files.writeString(folder.resolve("study.yaml"), STUDY);
        List<String> arguments = new ArrayList<>(List.of("bench", "study", file.toString()));
        arguments.addAll(List.of("--out", folder.resolve("out").toString()));
        arguments.addAll(Arrays.asList(options));
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments.toArray(String[]::new));
    }
}
