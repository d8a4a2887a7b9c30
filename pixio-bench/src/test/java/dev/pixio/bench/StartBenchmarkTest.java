package dev.pixio.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.bench.StartBenchmark.Result;
import dev.pixio.bench.StartBenchmark.Round;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Uses launchers that print lines at known times; a busy machine may delay them. */
@DisabledOnOs(OS.WINDOWS)
class StartBenchmarkTest {

    @TempDir
    private Path folder;

    @Test
    void aStartIsMeasuredToTheLineOfItsFirstStep() throws Exception {
        Path launcher = launcher("""
                [ "$1" != --version ] || exit 0
                sleep 0.2
                echo 'recipe    quick, seed 0'
                sleep 0.3
                echo 'epoch 1  step 1/1  loss 1.4'
                sleep 0.2
                """);
        List<Round> rounds = new ArrayList<>();

        Result result = new StartBenchmark(launcher).run(3, rounds::add);

        assertThat(rounds).hasSize(3).allSatisfy(round -> {
            assertThat(round.plan()).isGreaterThanOrEqualTo(0.2);
            assertThat(round.firstStep() - round.plan()).isGreaterThanOrEqualTo(0.25);
            assertThat(round.end() - round.firstStep()).isGreaterThanOrEqualTo(0.15);
            assertThat(round.commandLine()).isPositive();
        });
        assertThat(result.rounds()).isEqualTo(3);
        assertThat(result.firstStepSeconds()).isBetween(result.firstStepMinSeconds(), result.firstStepMaxSeconds());
        assertThat(result.firstStepMinSeconds())
                .isEqualTo(rounds.stream().mapToDouble(Round::firstStep).min().orElseThrow());
    }

    @Test
    void theMeasuredRunIsDeleted() throws Exception {
        Path launcher = launcher("""
                [ "$1" != --version ] || exit 0
                mkdir -p "$5/checkpoints"
                echo model >"$5/checkpoints/model"
                printf %s "$*" >"${0%/*}/arguments"
                echo 'recipe  quick'
                echo 'epoch 1'
                """);

        new StartBenchmark(launcher).run(1, round -> {});

        String arguments = Files.readString(folder.resolve("arguments"));
        assertThat(arguments).startsWith("pretrain --max-steps 1 --out ");
        Path run = Path.of(arguments.substring("pretrain --max-steps 1 --out ".length()));
        assertThat(run.getParent()).doesNotExist();
    }

    @Test
    void aFailedStartIsAnError() throws IOException {
        Path failing = launcher("""
                [ "$1" != --version ] || exit 0
                echo 'pixio: the disk is full' >&2
                exit 1
                """);

        assertThatThrownBy(() -> new StartBenchmark(failing).run(1, round -> {}))
                .hasMessageContaining("exit code 1")
                .hasMessageContaining("pixio: the disk is full");
    }

    @Test
    void aStartWithoutAStepIsAnError() throws IOException {
        Path idle = launcher("echo 'recipe    quick'\n");

        assertThatThrownBy(() -> new StartBenchmark(idle).run(1, round -> {}))
                .hasMessageContaining("did not print a line that starts with 'epoch '");
    }

    private Path launcher(String script) throws IOException {
        return Files.writeString(folder.resolve("pixio"), script);
    }
}
