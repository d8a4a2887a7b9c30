package dev.pixio.distributed.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code deploy/slurm/pretrain.sbatch}, with programs in place of SLURM's that write down how they were called. */
class SlurmScriptTest {

    private static final Path SCRIPT =
            DeploymentFiles.path("slurm/pretrain.sbatch").toAbsolutePath().normalize();

    @TempDir
    private Path folder;

    /** What squeue prints as the end of the job. */
    private String end = "N/A";

    private record Outcome(int code, String output, List<String> calls) {}

    @Test
    void shellcheckHasNothingToSay() throws Exception {
        assumeTrue(isInstalled("shellcheck"), "shellcheck is not installed (Debian: apt install shellcheck)");
        Process process = new ProcessBuilder("shellcheck", SCRIPT.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0, 0, false", "1, 1, false", "2, 2, false", "137, 137, false", "143, 0, true"})
    void onlyARunThatStoppedWithACheckpointIsQueuedAgain(int ofStep, int code, boolean queued) throws Exception {
        Outcome outcome = run(ofStep, "--data", "two words", "--out", "/shared/run");

        assertThat(outcome.code()).as(outcome.output()).isEqualTo(code);
        assertThat(outcome.calls().get(0)).endsWith("/pixio [--version]");
        assertThat(outcome.calls().get(1))
                .startsWith("srun ")
                .endsWith("/pixio] [pretrain] [--resume] [--data] [two words] [--out] [/shared/run]")
                .contains("[--kill-on-bad-exit=0]", "[--cpus-per-task=3]")
                .contains("[timeout] [--preserve-status] [0]");
        assertThat(outcome.calls().subList(2, outcome.calls().size()))
                .isEqualTo(queued ? List.of("scontrol [requeue] [4711]") : List.of());
    }

    @Test
    void itStopsBeforeTheJobsTimeIsOver() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc")), "date --date is GNU's");
        end = "2100-01-01T00:00:00";
        assertThat(seconds(run(0, "--out", "/shared/run"))).isGreaterThan(1_000_000);
        end = "2000-01-01T00:00:00";
        assertThat(seconds(run(0, "--out", "/shared/run"))).isEqualTo(1);
    }

    private static long seconds(Outcome outcome) {
        String srun = outcome.calls().get(outcome.calls().size() - 1);
        return Long.parseLong(
                srun.replaceFirst(".*\\[--preserve-status] \\[", "").replaceFirst("].*", ""));
    }

    @Test
    void withoutAFolderToContinueFromNothingStarts() throws Exception {
        Outcome outcome = run(0, "--data", "/shared/images");
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.output())
                .isEqualTo("pretrain.sbatch: --out is missing; name a folder that all nodes share\n");
        assertThat(outcome.calls()).isEmpty();
    }

    private Outcome run(int codeOfStep, String... options) throws Exception {
        assumeTrue(isInstalled("bash"), "bash is not installed");
        Path calls = folder.resolve("calls");
        program("srun", calls, codeOfStep);
        program("scontrol", calls, 0);
        program("pixio", calls, 0);
        Path squeue = folder.resolve("squeue");
        Files.writeString(squeue, "#!/bin/sh\necho '" + end + "'\n");
        assertThat(squeue.toFile().setExecutable(true)).isTrue();
        List<String> command = new ArrayList<>(List.of("bash", SCRIPT.toString()));
        command.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PATH", folder + ":" + System.getenv("PATH"));
        builder.environment().put("PIXIO", folder.resolve("pixio").toString());
        builder.environment().put("SLURM_JOB_ID", "4711");
        builder.environment().put("SLURM_CPUS_PER_TASK", "3");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), output, Files.exists(calls) ? Files.readAllLines(calls) : List.of());
    }

    private void program(String name, Path calls, int code) throws IOException {
        Path program = folder.resolve(name);
        Files.writeString(program, """
                #!/usr/bin/env bash
                line=${0##*/}
                [ "$line" != pixio ] || line=$0
                for word; do line="$line [$word]"; done
                printf '%%s\\n' "$line" >>'%s'
                exit %d
                """.formatted(calls, code));
        assertThat(program.toFile().setExecutable(true)).isTrue();
    }

    private static boolean isInstalled(String program) {
        return List.of(System.getenv().getOrDefault("PATH", "").split(":")).stream()
                .anyMatch(path -> Files.isExecutable(Path.of(path, program)));
    }
}
