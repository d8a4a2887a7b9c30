package dev.pixio.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.pixio.train.plan.PlanFile;
import dev.pixio.train.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts the first run in processes that are killed, with the rates of a slow and of a fast processor in the user's cache. */
class FirstRunTest {

    @TempDir
    private Path temporary;

    @Test
    void aSlowProcessorTrainsFewerEpochsUnlessTheirNumberIsGiven() throws Exception {
        assertThat(epochs("measured")).isBetween(8, 28);
        List<Path> rates = rates();
        assumeThat(rates).as("blocks are timed on x86 processors only").isNotEmpty();

        rememberRates(1e9);
        assertThat(epochs("slow")).isEqualTo(8);
        assertThat(epochs("given", "--epochs", "28")).isEqualTo(28);
        assertThat(epochs("another", "--lr", "1e-3")).isEqualTo(28);

        rememberRates(1e14);
        assertThat(epochs("fast")).isEqualTo(28);
        assertThat(epochsAfterFirstStep("slow", "--recipe", "first", "--resume"))
                .as("the same job, started again")
                .isEqualTo(8);
    }

    private int epochs(String name, String... options) throws IOException, InterruptedException {
        Path run = temporary.resolve(name);
        return epochs(run, () -> RunFolder.isRun(run), options);
    }

    private int epochsAfterFirstStep(String name, String... options) throws IOException, InterruptedException {
        Path run = temporary.resolve(name);
        Files.deleteIfExists(run.resolve("metrics.jsonl"));
        return epochs(run, () -> Files.exists(run.resolve("metrics.jsonl")), options);
    }

    private int epochs(Path run, BooleanSupplier begun, String... options) throws IOException, InterruptedException {
        String[] onCpu =
                Stream.concat(Stream.of("--device", "cpu"), Stream.of(options)).toArray(String[]::new);
        try (TrainingProcess process = TrainingProcess.startOfOptions(run, temporary.resolve("cache"), onCpu)) {
            process.await(begun);
            process.process().destroyForcibly().waitFor();
            assertThat(RunFolder.isRun(run)).as(process::output).isTrue();
            return PlanFile.read(RunFolder.open(run).config()).schedule().epochs();
        }
    }

    private List<Path> rates() throws IOException {
        Path folder = temporary.resolve("cache").resolve("pixio").resolve("precision");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private void rememberRates(double rate) throws IOException {
        for (Path file : rates()) {
            String saved = Files.readString(file);
            Files.writeString(
                    file, saved.replaceAll("(fp32|bf16)=[1-9].*", "$1=" + rate).replace("busy=true", "busy=false"));
        }
    }
}
