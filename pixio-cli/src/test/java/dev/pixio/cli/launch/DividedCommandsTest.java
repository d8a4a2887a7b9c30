package dev.pixio.cli.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.weights.safetensors.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** {@code embed}, {@code evaluate}, {@code distill} and the probes of {@code pretrain} by processes of their own, connected by Gloo. */
@Timeout(300)
class DividedCommandsTest {

    private static final List<String> TRAINING = List.of(
            "pretrain --device cpu --precision fp32 --recipe quick --model 96x2x3 --decoder 96x2x3 --image-size 32 --patch-size 8 --mask-cell 1 --batch-size 6 --scenes 12 --loader-threads 1 --threads 1 --epochs 1 --quiet"
                    .split(" "));

    private static final List<String> DISTILLATION = List.of(
            "distill --device cpu --precision fp32 --student 24x1x1 --scenes 16 --batch-size 4 --micro-batch 2 --lr 1e-3 --epochs 1 --loader-threads 1 --threads 1 --quiet"
                    .split(" "));

    @TempDir
    private static Path shared;

    @TempDir
    private Path temporary;

    @BeforeAll
    static void train() throws Exception {
        ChildProcess run = ChildProcess.start(shared, with(TRAINING, "--out", run().toString()), Map.of());
        assertThat(run.await()).as(run.output()).isZero();
    }

    private static Path run() {
        return shared.resolve("run");
    }

    private static List<String> with(List<String> arguments, String... more) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of(more));
        return all;
    }

    private ChildProcess start(List<String> arguments, Map<String, String> environment) throws IOException {
        return ChildProcess.start(temporary, arguments, environment);
    }

    private ChildProcess launch(List<String> arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("launch", "--processes", "2", "--"));
        all.addAll(arguments);
        return start(all, Map.of());
    }

    private List<String> embed(String file, int scenes, String... more) {
        return with(
                List.of(
                        "embed",
                        "--weights",
                        run().toString(),
                        "--data",
                        "scenes:" + scenes,
                        "--out",
                        temporary.resolve(file).toString(),
                        "--threads",
                        "1",
                        "--loader-threads",
                        "1"),
                more);
    }

    @Test
    void twoProcessesWriteTheFeaturesOfOne() throws Exception {
        ChildProcess alone = start(embed("alone.npy", 70), Map.of());
        assertThat(alone.await()).as(alone.output()).isZero();
        ChildProcess both = launch(embed("both.npy", 70));

        assertThat(both.await()).as(both.output()).isZero();
        assertThat(temporary.resolve("both.npy")).hasSameBinaryContentAs(temporary.resolve("alone.npy"));
        assertThat(both.output().lines())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).startsWith("[0] "));
    }

    @Test
    void whatAKilledGroupHasFinishedIsNotLost() throws Exception {
        ChildProcess alone = start(embed("alone.npy", 400), Map.of());
        assertThat(alone.await()).as(alone.output()).isZero();

        ChildProcess killed = launch(embed("killed.npy", 400));
        Path part = temporary.resolve("killed.npy.part");
        while (!Files.exists(part) || Files.size(part) < 15_000) {
            assertThat(killed.process().isAlive()).as(killed.output()).isTrue();
            Thread.sleep(5);
        }
        killed.member(1).destroyForcibly();
        assertThat(killed.await()).as(killed.output()).isNotZero();
        assertThat(killed.output())
                .containsPattern(
                        "\\[0] pixio: process 1 on .* ended or does not answer .*; the finished batches are in "
                                + part);
        assertThat(temporary.resolve("killed.npy")).doesNotExist();

        ChildProcess resumed = start(embed("killed.npy", 400, "--resume"), Map.of());
        assertThat(resumed.await()).as(resumed.output()).isZero();
        assertThat(resumed.output()).doesNotContain("; 400 in");
        assertThat(temporary.resolve("killed.npy")).hasSameBinaryContentAs(temporary.resolve("alone.npy"));
    }

    @Test
    void aProcessThatCannotStartEndsTheGroup() throws Exception {
        ChildProcess first = start(embed("f.npy", 20), ChildProcess.ofTwo(0, 29881));
        List<String> wrong = new ArrayList<>(embed("f.npy", 20));
        wrong.set(2, temporary.resolve("nothing.pth").toString());
        ChildProcess second = start(wrong, ChildProcess.ofTwo(1, 29881));

        assertThat(second.await()).isEqualTo(1);
        assertThat(first.await()).isEqualTo(1);
        assertThat(first.output()).containsPattern("pixio: process 1 on .* failed: .*nothing.pth");
    }

    @Test
    void evaluationsUnderTorchrunPrintTheTableOfOneProcess() throws Exception {
        List<String> evaluate = with(List.of(("evaluate knn --weights " + run()
                        + " --train scenes:200 --test scenes:70 --no-cache --threads 1 --loader-threads 1")
                .split(" ")));
        ChildProcess alone = start(evaluate, Map.of());
        assertThat(alone.await()).as(alone.output()).isZero();
        ChildProcess first = start(evaluate, ChildProcess.ofTwo(0, 29882));
        ChildProcess second = start(evaluate, ChildProcess.ofTwo(1, 29882));

        assertThat(first.await()).as(first.output()).isZero();
        assertThat(second.await()).as(second.output()).isZero();
        assertThat(table(first)).isEqualTo(table(alone)).contains("untrained", "pixels");
        assertThat(second.output()).isEmpty();
    }

    @Test
    void anEvaluationEndsWithItsLauncher() throws Exception {
        ChildProcess launcher = launch(List.of(
                ("evaluate knn --weights " + run() + " --train scenes:200000 --test scenes:70 --no-cache").split(" ")));
        while (launcher.process().children().count() < 2) {
            assertThat(launcher.process().isAlive()).as(launcher.output()).isTrue();
            Thread.sleep(20);
        }
        List<ProcessHandle> members = launcher.process().children().toList();
        try {
            launcher.process().destroyForcibly();
            for (ProcessHandle member : members) {
                member.onExit().get(100, TimeUnit.SECONDS);
            }
        } finally {
            members.forEach(ProcessHandle::destroyForcibly);
        }
    }

    /** Without the images per second. */
    private static String table(ChildProcess process) throws IOException {
        return process.output().replaceAll(" +[0-9.,]+\n", "\n");
    }

    @Test
    void trainingsProbeTheirEncoderTogether() throws Exception {
        List<String> training = with(
                TRAINING,
                "--probe-every",
                "1",
                "--probe-count",
                "70",
                "--probe-dense",
                "--probe-at-end",
                "on",
                "--out",
                temporary.resolve("run").toString());
        ChildProcess both = launch(training);

        assertThat(both.await()).as(both.output()).isZero();
        assertThat(Files.readAllLines(temporary.resolve("run/probe.jsonl"))).hasSize(3);
        assertThat(temporary.resolve("run/evaluation.json")).exists();
    }

    @Test
    void twoProcessesDistilTheStudentOfOne() throws Exception {
        ChildProcess alone = start(distill("one"), Map.of());
        assertThat(alone.await()).as(alone.output()).isZero();

        ChildProcess both = launch(distill("two"));
        assertThat(both.await()).as(both.output()).isZero();

        Map<String, Tensor> expected = student("one");
        Map<String, Tensor> divided = student("two");
        assertThat(divided).containsOnlyKeys(expected.keySet());
        expected.forEach((name, tensor) -> assertThat(
                        tensor.sub(divided.get(name)).abs().max().item_double())
                .as(name)
                .isLessThan(1e-4));
        assertThat(losses("two")).hasSize(4);
        for (int step = 0; step < 4; step++) {
            assertThat(losses("two").get(step)).isCloseTo(losses("one").get(step), within(1e-5));
        }
    }

    @Test
    void aDistillationOfTwoProcessesIsContinued() throws Exception {
        ChildProcess first = launch(with(distill("run"), "--max-steps", "2"));
        assertThat(first.await()).as(first.output()).isZero();

        ChildProcess second = launch(with(distill("run"), "--resume", "--max-steps", "4"));

        assertThat(second.await()).as(second.output()).isZero();
        assertThat(losses("run")).hasSize(4);
    }

    private List<Double> losses(String run) throws IOException {
        return Files.readAllLines(temporary.resolve(run).resolve("metrics.jsonl")).stream()
                .map(line -> JsonMapper.shared().readTree(line).get("loss").asDouble())
                .toList();
    }

    private List<String> distill(String out) {
        return with(
                DISTILLATION,
                "--teacher",
                run().toString(),
                "--out",
                temporary.resolve(out).toString());
    }

    private Map<String, Tensor> student(String run) throws IOException {
        return Safetensors.read(temporary.resolve(run).resolve("students/24x1x1.safetensors"))
                .tensors();
    }

    @Test
    void otherCommandsRunInProcessZeroAlone() throws Exception {
        ChildProcess second = start(List.of("models"), ChildProcess.ofTwo(1, 29883));
        assertThat(second.await()).isZero();
        assertThat(second.output())
                .isEqualTo(
                        "pixio: 'models' runs in process 0 alone, and this is process 1 of 2 by torchrun's variables;"
                                + " unset them to run it here\n");
        ChildProcess first = start(List.of("models"), ChildProcess.ofTwo(0, 29883));
        assertThat(first.await()).isZero();
        assertThat(first.output()).contains("quick");
        ChildProcess help = start(List.of("models", "--help"), ChildProcess.ofTwo(1, 29883));
        assertThat(help.await()).isZero();
        assertThat(help.output()).contains("Usage");
    }
}
