package dev.pixio.bench.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.bench.fuzz.FuzzTrial.Outcome;
import dev.pixio.bench.fuzz.FuzzTrial.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The short form of {@code tools/soak/fuzz}: some changed files of each kind, always the same. The system property {@code
 * pixio.fuzz} sets the number of files of a kind with a share of 1 (default 15).
 */
class FuzzTest {

    private static final int UNIT = Integer.getInteger("pixio.fuzz", 15);

    @TempDir
    private Path folder;

    @Test
    void eachChangedFileIsReadOrRefusedInOneLine() throws IOException, InterruptedException {
        Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
        List<String> faults = new ArrayList<>();
        for (FuzzTarget target : FuzzTargets.create(folder, List.of())) {
            FuzzTrial trial = new FuzzTrial(target);
            for (int number = 0; number < UNIT * target.share(); number++) {
                Verdict verdict = trial.judge(trial.input(1, number));
                outcomes.merge(verdict.outcome(), 1, Integer::sum);
                if (verdict.outcome() == Outcome.FAULT) {
                    faults.add(target.name() + " " + number + ": " + verdict.fault());
                }
            }
        }
        assertThat(faults).isEmpty();
        assertThat(outcomes.get(Outcome.READ)).isGreaterThan(UNIT);
        assertThat(outcomes.get(Outcome.REFUSED)).isGreaterThan(UNIT);
    }

    @Test
    void whatIsNeitherReadNorRefusedIsAFault() throws IOException {
        assertThat(verdict(() -> {}).outcome()).isEqualTo(Outcome.READ);
        assertThat(verdict(() -> {
                            throw new IOException("file is not a plan");
                        })
                        .outcome())
                .isEqualTo(Outcome.REFUSED);
        assertThat(verdict(() -> {
                            throw new IOException("Input length = 1");
                        })
                        .fault())
                .startsWith("a message without the file's name");
        assertThat(verdict(() -> {
                            throw new IOException("file\nhas two lines");
                        })
                        .fault())
                .startsWith("a message with control characters");
        assertThat(verdict(() -> {
                            throw new StackOverflowError();
                        })
                        .fault())
                .startsWith("java.lang.StackOverflowError");
        assertThat(verdict(() -> assertThat(new byte[80 << 20]).isNotEmpty()).fault())
                .startsWith("memory of the heap");
    }

    private Verdict verdict(FuzzTarget.Reader reader) throws IOException {
        Path file = folder.resolve("file");
        return new FuzzTrial(
                        new FuzzTarget("test", 1, List.of(new byte[1]), (seed, other, random) -> seed, file, reader))
                .judge(Files.readAllBytes(Files.write(file, new byte[1])));
    }
}
