package dev.pixio.cli.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.cli.Cli;
import dev.pixio.cli.SignalDispositions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** Processes of their own, connected by Gloo. */
@Timeout(300)
class LaunchCommandTest {

    private static final List<String> TRAINING = List.of(
            "pretrain --device cpu --precision fp32 --recipe quick --model 96x2x3 --decoder 96x2x3 --image-size 32 --patch-size 8"
                    .split(" "));

    private static final List<String> MORE = List.of(
            "--mask-cell 1 --batch-size 6 --scenes 60 --loader-threads 1 --threads 1 --probe-at-end off".split(" "));

    @TempDir
    private Path temporary;

    private ChildProcess start(List<String> arguments, Map<String, String> environment) throws IOException {
        return ChildProcess.start(temporary, arguments, environment);
    }

    private List<String> training(String run, String... more) {
        List<String> arguments = new ArrayList<>(TRAINING);
        arguments.addAll(MORE);
        arguments.addAll(List.of("--out", temporary.resolve(run).toString()));
        arguments.addAll(Arrays.asList(more));
        return arguments;
    }

    private ChildProcess launch(int processes, List<String> options, List<String> training) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("launch", "--processes", Integer.toString(processes)));
        arguments.addAll(options);
        arguments.add("--");
        arguments.addAll(training);
        return start(arguments, Map.of());
    }

    private double[] losses(String run) throws IOException {
        try (Stream<String> lines = Files.lines(temporary.resolve(run).resolve("metrics.jsonl"))) {
            return lines.mapToDouble(line ->
                            JsonMapper.shared().readTree(line).path("loss").asDouble())
                    .toArray();
        }
    }

    private byte[] weights(String run, int step) throws IOException {
        return Files.readAllBytes(temporary.resolve(run).resolve("checkpoints/step-" + step + "/model.safetensors"));
    }

    @Test
    void severalProcessesTrainAsOneAndWriteOneRun() throws Exception {
        ChildProcess alone = start(training("alone", "--epochs", "2", "--quiet"), Map.of());
        assertThat(alone.await()).as(alone.output()).isZero();
        assertTrainsAs("alone", 2);
        assertTrainsAs("alone", 3, "--shard-optimizer");
    }

    @Test
    void theFirstProcessSaysHowManyTrain() throws Exception {
        ChildProcess group = launch(2, List.of(), training("run", "--max-steps", "1", "--no-report"));

        assertThat(group.await()).as(group.output()).isZero();
        assertThat(group.output()).contains("[0] training  1 step of 6 images (10 per epoch), by 2 processes, AdamW");
    }

    private void assertTrainsAs(String alone, int processes, String... options) throws Exception {
        String run = "by-" + processes;
        List<String> training = training(run, "--epochs", "2", "--json");
        training.addAll(List.of(options));
        ChildProcess group = launch(processes, List.of(), training);

        assertThat(group.await()).as(group.output()).isZero();

        assertThat(losses(run)).hasSize(20);
        assertThat(losses(run)).containsExactly(losses(alone), within(1e-5));
        assertThat(group.output().lines())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).startsWith("{"));
        assertThat(group.output()).contains("\"processes\":" + processes);
    }

    /** The path of several processes can be tried with one. */
    @Test
    void aGroupOfOneWithABackendTrainsAsAProcessWithoutAGroup() throws Exception {
        ChildProcess alone = start(training("alone", "--epochs", "1", "--quiet"), Map.of());
        assertThat(alone.await()).as(alone.output()).isZero();
        ChildProcess one = launch(1, List.of(), training("one", "--epochs", "1", "--json", "--backend", "gloo"));

        assertThat(one.await()).as(one.output()).isZero();

        assertThat(losses("one")).containsExactly(losses("alone"), within(1e-5));
        assertThat(one.output()).contains("\"processes\":1,\"syncSeconds\"");
    }

    @Test
    void ncclWithoutAGpuIsRefusedByTheGroup() throws Exception {
        ChildProcess one = launch(1, List.of(), training("one", "--backend", "nccl", "--quiet"));

        assertThat(one.await()).isEqualTo(1);
        assertThat(one.output())
                .contains("[0] pixio: --backend nccl is for GPUs, and the device is cpu: give --device cuda, or leave"
                        + " --backend out\n");
    }

    @Test
    void aBackendThatDoesNotExistOrHasNoGroupIsRefused() {
        assertThat(Cli.run("pretrain", "--backend", "mpi").err()).contains("--backend: no backend 'mpi'");
        Cli alone = Cli.run("pretrain", "--backend", "nccl");
        assertThat(alone.code()).isEqualTo(2);
        assertThat(alone.err()).contains("--backend nccl is for a group of processes");
    }

    @Test
    void aKilledProcessEndsTheGroupWhichContinuesFromItsCheckpoint() throws Exception {
        String[] options = {"--epochs", "30", "--checkpoint-every", "20steps", "--quiet"};
        ChildProcess whole = launch(2, List.of(), training("whole", options));
        assertThat(whole.await()).as(whole.output()).isZero();

        ChildProcess killed = launch(2, List.of("--max-restarts", "1"), training("killed", options));
        Path metrics = temporary.resolve("killed").resolve("metrics.jsonl");
        while (!Files.exists(metrics) || Files.size(metrics) < 10_000) {
            assertThat(killed.process().isAlive()).as(killed.output()).isTrue();
            Thread.sleep(20);
        }
        killed.member(1).destroyForcibly();

        assertThat(killed.await()).as(killed.output()).isZero();
        assertThat(killed.output())
                .contains("starting it again from the last checkpoint (1 of 1)")
                .containsPattern("process 1 .*(ended or does not answer|was killed)");
        assertThat(weights("killed", 300)).isEqualTo(weights("whole", 300));
    }

    @Test
    void aProcessZeroThatHangsIsNamedByTheOthers() throws Exception {
        String[] options = {"--epochs", "1000", "--quiet", "--timeout", "2"};
        Map<String, String> group = Map.of("WORLD_SIZE", "2", "MASTER_ADDR", "127.0.0.1", "MASTER_PORT", "29873");
        ChildProcess first = start(training("run", options), with(group, "RANK", "0"));
        try {
            ChildProcess second = start(training("run", options), with(group, "RANK", "1"));
            awaitSteps(first, "run");
            signal("STOP", first.process().toHandle());

            assertThat(second.await()).isEqualTo(1);
            assertThat(second.output())
                    .startsWith("pixio: process 0 on ")
                    .contains(" at 127.0.0.1:29873 ended or does not answer (")
                    .hasLineCount(1);
        } finally {
            first.process().destroyForcibly();
        }
    }

    @Test
    void aSecondInterruptEndsAllProcessesAtOnce() throws Exception {
        SignalDispositions.assumeDelivered("INT");
        ChildProcess launcher = launch(2, List.of(), training("run", "--epochs", "1000", "--quiet"));
        awaitSteps(launcher, "run");
        List<ProcessHandle> members = List.of(launcher.member(0), launcher.member(1));
        signal("STOP", members.get(1)); // it cannot end after the step
        signal("INT", launcher.process().toHandle());
        while (!launcher.output().contains("press Ctrl-C again")) {
            Thread.sleep(20);
        }
        signal("INT", launcher.process().toHandle());

        assertThat(launcher.await()).isEqualTo(130);
        for (ProcessHandle member : members) {
            member.onExit().get(60, TimeUnit.SECONDS);
        }
    }

    private static Map<String, String> with(Map<String, String> variables, String name, String value) {
        Map<String, String> all = new HashMap<>(variables);
        all.put(name, value);
        return all;
    }

    private void awaitSteps(ChildProcess child, String run) throws Exception {
        Path metrics = temporary.resolve(run).resolve("metrics.jsonl");
        while (!Files.exists(metrics) || Files.size(metrics) < 2_000) {
            assertThat(child.process().isAlive()).as(child.output()).isTrue();
            Thread.sleep(20);
        }
    }

    private static void signal(String name, ProcessHandle process) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** A cluster starts a process again unless it succeeded, and process 1 cannot train without the others. */
    @Test
    void aSignalToOneProcessStopsAllAndNoneSucceeds() throws Exception {
        List<String> training = training("run", "--epochs", "1000", "--quiet");
        List<ChildProcess> group = new ArrayList<>();
        for (int rank = 0; rank < 2; rank++) {
            group.add(start(training, ChildProcess.ofTwo(rank, 29873)));
        }
        Path metrics = temporary.resolve("run").resolve("metrics.jsonl");
        while (!Files.exists(metrics) || Files.size(metrics) == 0) {
            assertThat(group.get(0).process().isAlive())
                    .as(group.get(0).output())
                    .isTrue();
            Thread.sleep(20);
        }

        group.get(1).process().destroy(); // SIGTERM

        assertThat(group.get(1).await()).as(group.get(1).output()).isEqualTo(143);
        assertThat(group.get(0).await()).as(group.get(0).output()).isEqualTo(143);
        assertThat(temporary.resolve("run/checkpoints/latest")).exists();
    }

    @Test
    void aProcessThatNeverComesIsNamed() throws Exception {
        Map<String, String> first = ChildProcess.ofTwo(0, 29871);
        ChildProcess child = start(training("run", "--start-timeout", "2"), first);
        assertThat(child.await()).isEqualTo(1);
        assertThat(child.output())
                .isEqualTo("pixio: process 1 did not start within 2 s: process 0 of 2 waited at 127.0.0.1:29871\n");
        assertThat(temporary.resolve("run")).doesNotExist();

        Map<String, String> second = ChildProcess.ofTwo(1, 29872);
        child = start(training("run", "--start-timeout", "2"), second);
        assertThat(child.await()).isEqualTo(1);
        assertThat(child.output())
                .startsWith("pixio: process 1 did not reach process 0 at 127.0.0.1:29872 within 2 s: ")
                .hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--processes 0 -- pretrain | --processes must be at least 1, not 0",
                "--processes 2 -- convert | starts 'pretrain', 'finetune', 'distill', 'embed' or 'evaluate', not 'convert'; write"
                        + " it after --",
                "--processes 2 --max-restarts 1 -- pretrain | --max-restarts needs the run or the file to continue from",
                "--processes 2 pretrain --epochs 3 | unknown option '--epochs'; write -- before the command that is started",
                "--processes 2 --nodes 2 -- pretrain | --master HOST:PORT is missing",
                "--processes 2 --master here -- pretrain | --master must be HOST:PORT, not 'here'",
                "--processes 2 --master here:70000 -- pretrain | --master: the port must be 1 to 65535, not 70000",
                "--processes 2 --nodes 2 --master here:0 -- pretrain | --master: the port must be 1 to 65535, not 0",
                "--processes 2 --gpus -- pretrain | --gpus: no GPU can be used here: "
            })
    void impossibleStartsAreRefused(String arguments, String message) {
        List<String> all = new ArrayList<>(List.of("launch"));
        all.addAll(List.of(arguments.split(" ")));
        Cli result = Cli.run(all.toArray(String[]::new));
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains(message);
    }
}
