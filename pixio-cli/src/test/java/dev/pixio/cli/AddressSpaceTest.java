package dev.pixio.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A training under {@code ulimit -v}, with the C library's settings of {@code ./pixio}. */
@EnabledOnOs(OS.LINUX)
class AddressSpaceTest {

    private static final int FITS = 32;

    private static final int TOO_LARGE = 512;

    /** Narrow, so that much memory is used for few operations: half of {@link #TOO_LARGE} already needs more than the heap has. */
    private static final List<String> OPTIONS = List.of(
            "--model", "32x2x1",
            "--decoder", "32x32x1",
            "--image-size", "32",
            "--patch-size", "4",
            "--class-tokens", "1",
            "--batch-size", "512",
            "--scenes", "512",
            "--max-steps", "2");

    private static final Pattern LOSS = Pattern.compile("\"loss\":([^,]+)");
    private static final Pattern HALVED =
            Pattern.compile("a micro-batch of (\\d+) does not fit into memory; continuing");

    @TempDir
    private Path folder;

    @Test
    void aTrainingHalvesItsMicroBatchUntilItFitsAndHasTheSameLoss() throws Exception {
        AtomicLong peak = new AtomicLong();
        List<Double> expected;
        try (TrainingProcess unlimited = start("unlimited", ":", FITS)) {
            unlimited.await(() -> {
                peak.accumulateAndGet(addressSpace(unlimited), Math::max);
                return false;
            });
            assertThat(unlimited.await()).as(unlimited::output).isZero();
            expected = losses(unlimited);
        }
        // A heap that grows by 256 MiB is by up to as much larger than it must be.
        try (TrainingProcess limited = start("limited", "ulimit -v " + peak.get(), TOO_LARGE)) {
            assertThat(limited.await()).as(limited::output).isZero();
            assertThat(limited.output()).doesNotContain("corrupt");
            List<Integer> tooLarge =
                    found(limited, "events.jsonl", HALVED).map(Integer::valueOf).toList();
            assertThat(tooLarge).hasSizeGreaterThanOrEqualTo(2).startsWith(TOO_LARGE, TOO_LARGE / 2);
            List<Double> losses = losses(limited);
            assertThat(losses).hasSameSizeAs(expected);
            for (int step = 0; step < losses.size(); step++) {
                assertThat(losses.get(step)).isCloseTo(expected.get(step), within(1e-4));
            }
        }
    }

    private TrainingProcess start(String name, String limit, int microBatch) throws IOException, InterruptedException {
        List<String> options = new ArrayList<>(OPTIONS);
        options.addAll(List.of("--micro-batch", Integer.toString(microBatch)));
        return TrainingProcess.startAsLauncher(folder.resolve(name), limit, options.toArray(String[]::new));
    }

    /** The largest address space that a process has had, in KiB; 0 if it has ended. */
    private static long addressSpace(TrainingProcess training) {
        try {
            return Files.readAllLines(
                            Path.of("/proc", Long.toString(training.process().pid()), "status"))
                    .stream()
                    .filter(line -> line.startsWith("VmPeak:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException ended) {
            return 0;
        }
    }

    private static List<Double> losses(TrainingProcess training) throws IOException {
        return found(training, "metrics.jsonl", LOSS).map(Double::valueOf).toList();
    }

    private static Stream<String> found(TrainingProcess training, String file, Pattern pattern) throws IOException {
        Matcher matcher = pattern.matcher(Files.readString(training.run().resolve(file)));
        return matcher.results().map((MatchResult result) -> result.group(1));
    }
}
