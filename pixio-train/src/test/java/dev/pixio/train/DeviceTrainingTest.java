package dev.pixio.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.data.ImageSource;
import dev.pixio.scene.SceneSource;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.TestDevice;
import dev.pixio.train.listener.StepMetrics;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.plan.SavingPlan;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.train.run.RunFolder;
import dev.pixio.weights.safetensors.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/** Whole runs on any device, in each mode: losses as on the CPU, and runs that are killed and resumed. */
class DeviceTrainingTest {

    @TempDir
    private Path temporary;

    private final int threads = Libtorch.threads();

    @AfterEach
    void restoreThreads() {
        Libtorch.setThreads(threads);
    }

    private static TrainingPlan plan(Device device, String precision, StepMode mode) {
        String name = device.is_cpu() ? "cpu" : "cuda:" + device.index();
        return TinyRuns.plan()
                .maxSteps(8)
                .machine(mode.of(TinyRuns.MACHINE.withDevice(name).withPrecision(precision), device))
                .saving(SavingPlan.everySteps(3, 10))
                .build();
    }

    private static ImageSource scenes() {
        return new SceneSource(1, 32, 40);
    }

    private RunFolder trained(String name, Device device, String precision, StepMode mode) throws Exception {
        RunFolder folder = RunFolder.create(temporary.resolve(name), RunFolder.Existing.REFUSE);
        mode.on(device, new Trainer(plan(device, precision, mode), scenes(), folder))
                .run();
        return folder;
    }

    private static double[] losses(RunFolder folder) throws IOException {
        return Files.readAllLines(folder.metrics()).stream()
                .mapToDouble(
                        line -> JsonMapper.shared().readTree(line).path("loss").asDouble())
                .toArray();
    }

    private static Stream<Arguments> modes(boolean graphs, Object... others) {
        return Arrays.stream(StepMode.values())
                .filter(mode -> graphs == mode.name().endsWith("GRAPHS"))
                .flatMap(mode -> others.length == 0
                        ? Stream.of(Arguments.of(mode))
                        : Arrays.stream(others).map(other -> Arguments.of(mode, other)));
    }

    private static Stream<Arguments> modes() {
        return modes(false);
    }

    private static Stream<Arguments> graphs() {
        return modes(true);
    }

    private static Stream<Arguments> modesAndPrecisions() {
        return modes(false, "fp32", "bf16");
    }

    private static Stream<Arguments> graphsAndPrecisions() {
        return modes(true, "fp32", "bf16");
    }

    @ParameterizedTest
    @MethodSource({"modesAndPrecisions", "graphsAndPrecisions"})
    void theLossesAreThoseOfTheCpu(StepMode mode, String precision) throws Exception {
        theLossesAreThoseOfTheCpu(TestDevice.chosen(), mode, precision);
    }

    @ParameterizedTest
    @MethodSource("modesAndPrecisions")
    @Tag(TestDevice.CUDA)
    void theLossesAreThoseOfTheCpuOnAGpu(StepMode mode, String precision) throws Exception {
        theLossesAreThoseOfTheCpu(TestDevice.cuda(), mode, precision);
    }

    @ParameterizedTest
    @MethodSource("graphsAndPrecisions")
    @Tag(TestDevice.CUDA)
    @Tag(TestDevice.CUDA_GRAPHS)
    void theLossesOfGraphsAreThoseOfTheCpuOnAGpu(StepMode mode, String precision) throws Exception {
        theLossesAreThoseOfTheCpu(TestDevice.cuda(), mode, precision);
    }

    private void theLossesAreThoseOfTheCpu(Device device, StepMode mode, String precision) throws Exception {
        double[] expected = losses(trained("cpu", new Device("cpu"), "fp32", StepMode.DEFAULT));

        double[] found = losses(trained("device", device, precision, mode));

        assertThat(expected).hasSize(8);
        assertThat(expected[7]).isLessThan(expected[0]);
        assertThat(found).containsExactly(expected, within(precision.equals("fp32") ? 1e-4 : 2e-2));
    }

    @ParameterizedTest
    @MethodSource({"modes", "graphs"})
    void aKilledRunContinuesWhereItWas(StepMode mode) throws Exception {
        aKilledRunContinuesWhereItWas(TestDevice.chosen(), mode, 0);
    }

    /** Some sums of a GPU have no fixed order. */
    @ParameterizedTest
    @MethodSource("modes")
    @Tag(TestDevice.CUDA)
    void aKilledRunContinuesWhereItWasOnAGpu(StepMode mode) throws Exception {
        aKilledRunContinuesWhereItWas(TestDevice.cuda(), mode, 1e-5);
    }

    @ParameterizedTest
    @MethodSource("graphs")
    @Tag(TestDevice.CUDA)
    @Tag(TestDevice.CUDA_GRAPHS)
    void aKilledRunOfGraphsContinuesWhereItWasOnAGpu(StepMode mode) throws Exception {
        aKilledRunContinuesWhereItWas(TestDevice.cuda(), mode, 1e-5);
    }

    private void aKilledRunContinuesWhereItWas(Device device, StepMode mode, double tolerance) throws Exception {
        double[] expected = losses(trained("uninterrupted", device, "fp32", mode));
        TrainingPlan plan = plan(device, "fp32", mode);
        RunFolder killed = RunFolder.create(temporary.resolve("killed"), RunFolder.Existing.REFUSE);
        Trainer trainer = mode.on(device, new Trainer(plan, scenes(), killed)).listen(new TrainingListener() {
            @Override
            public void onStep(StepMetrics metrics) {
                if (metrics.step() == 5) {
                    throw new IllegalStateException("killed");
                }
            }
        });
        assertThatThrownBy(trainer::run).hasMessage("killed");

        ImageSource images = scenes();
        Trainer resumed = Trainer.resume(ResumePoint.of(RunFolder.open(killed.path()), plan, images), images);
        mode.on(device, resumed).run();

        assertThat(losses(killed)).containsExactly(expected, within(tolerance));
        assertThat(killed.checkpoints().at(8).damage()).isEmpty();
        try (PointerScope scope = new PointerScope()) {
            assertThat(Safetensors.read(killed.checkpoints().at(8).model())
                            .tensors()
                            .values())
                    .as("read on the CPU")
                    .allMatch(
                            tensor -> tensor.is_cpu() && tensor.isfinite().all().item_bool());
        }
    }
}
