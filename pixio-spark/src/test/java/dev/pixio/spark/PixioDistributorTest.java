package dev.pixio.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.cli.launch.SameJava;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Two executors, each with a process of the training. */
@Timeout(240)
class PixioDistributorTest {

    private static final List<String> TRAINING = List.of(("--device cpu --precision fp32 --recipe quick --model 96x2x3"
                    + " --decoder 96x2x3 --image-size 32 --patch-size 8 --mask-cell 1 --batch-size 6 --scenes 60"
                    + " --loader-threads 1 --threads 1 --probe-at-end off --quiet")
            .split(" "));

    @TempDir
    private static Path folder;

    private static SparkSession spark;

    @BeforeAll
    static void start() throws IOException {
        spark = SparkSessions.cluster();
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static List<String> training(String run, String... more) {
        List<String> arguments = new ArrayList<>(TRAINING);
        arguments.addAll(List.of("--out", folder.resolve(run).toString()));
        arguments.addAll(Arrays.asList(more));
        return arguments;
    }

    private static int distribute(List<String> training) {
        return new PixioDistributor(spark.sparkContext(), 2, List.of("-Xmx512m", "-XX:TieredStopAtLevel=1"))
                .run(training);
    }

    private static double[] losses(String run) throws IOException {
        try (Stream<String> lines = Files.lines(folder.resolve(run).resolve("metrics.jsonl"))) {
            return lines.mapToDouble(line ->
                            JsonMapper.shared().readTree(line).path("loss").asDouble())
                    .toArray();
        }
    }

    private static byte[] weights(String run, int step) throws IOException {
        return Files.readAllBytes(folder.resolve(run).resolve("checkpoints/step-" + step + "/model.safetensors"));
    }

    @Test
    void twoTasksTrainAsOneProcess() throws Exception {
        List<String> alone = new ArrayList<>(List.of("pretrain"));
        alone.addAll(training("alone", "--epochs", "2"));
        Process process = new ProcessBuilder(SameJava.command(List.of(), SameJava.PIXIO, alone))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("alone.log").toFile())
                .start();

        assertThat(distribute(training("both", "--epochs", "2"))).isZero();

        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(losses("both")).hasSize(20).containsExactly(losses("alone"), within(1e-5));
        assertThat(folder.resolve("both/metrics.jsonl")).content().contains("\"processes\":2");
    }

    @Test
    void aTrainingWhoseExecutorIsKilledContinuesFromItsCheckpoint() throws Exception {
        String[] options = {"--epochs", "20", "--checkpoint-every", "20steps"};
        assertThat(distribute(training("whole", options))).isZero();

        CompletableFuture<Integer> code = CompletableFuture.supplyAsync(() -> distribute(training("killed", options)));
        Path metrics = folder.resolve("killed/metrics.jsonl");
        while (!Files.exists(metrics) || Files.size(metrics) < 10_000) {
            assertThat(code).isNotDone();
            Thread.sleep(20);
        }
        executors().get(0).destroyForcibly();

        assertThat(code.get(180, TimeUnit.SECONDS)).isZero();
        assertThat(folder.resolve("killed/events.jsonl")).content().contains("resumed");
        assertThat(weights("killed", 200)).isEqualTo(weights("whole", 200));
    }

    private static List<ProcessHandle> executors() {
        List<ProcessHandle> executors = ProcessHandle.current()
                .descendants()
                .filter(process -> commandLine(process).contains("CoarseGrainedExecutorBackend"))
                .toList();
        assertThat(executors).hasSize(2);
        return executors;
    }

    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
        } catch (IOException e) {
            return "";
        }
    }

    @Test
    void wrongOptionsAreNotTriedAgain() {
        assertThat(distribute(training("none", "--epochs", "many"))).isEqualTo(2);
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void aTrainingWithoutAFolderIsRefused() {
        assertThatThrownBy(() -> distribute(TRAINING))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("give --out DIR");
        assertThatThrownBy(() -> new PixioDistributor(spark.sparkContext(), 0))
                .hasMessage("the number of processes must be at least 1, not 0");
    }
}
