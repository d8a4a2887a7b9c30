package dev.pixio.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.data.ImageSource;
import dev.pixio.scene.SceneSource;
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
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** Whole runs on any device: losses as on the CPU, and runs that are killed and resumed. */
class DeviceTrainingTest {

    @TempDir
    private Path temporary;

    private static TrainingPlan plan(Device device, String precision) {
        String name = device.is_cpu() ? "cpu" : "cuda:" + device.index();
        return TinyRuns.plan()
                .maxSteps(8)
                .machine(TinyRuns.MACHINE.withDevice(name).withPrecision(precision))
                .saving(SavingPlan.everySteps(3, 10))
                .build();
    }

    private static ImageSource scenes() {
        return new SceneSource(1, 32, 40);
    }

    private RunFolder trained(String name, TrainingPlan plan) throws Exception {
        RunFolder folder = RunFolder.create(temporary.resolve(name), RunFolder.Existing.REFUSE);
        new Trainer(plan, scenes(), folder).run();
        return folder;
    }

    private static double[] losses(RunFolder folder) throws IOException {
        return Files.readAllLines(folder.metrics()).stream()
                .mapToDouble(
                        line -> JsonMapper.shared().readTree(line).path("loss").asDouble())
                .toArray();
    }

    @ParameterizedTest
    @CsvSource({"fp32, 1e-4", "bf16, 2e-2"})
    void theLossesAreThoseOfTheCpu(String precision, double tolerance) throws Exception {
        theLossesAreThoseOfTheCpu(TestDevice.chosen(), precision, tolerance);
    }

    @ParameterizedTest
    @CsvSource({"fp32, 1e-4", "bf16, 2e-2"})
    @Tag(TestDevice.CUDA)
    void theLossesAreThoseOfTheCpuOnAGpu(String precision, double tolerance) throws Exception {
        theLossesAreThoseOfTheCpu(TestDevice.cuda(), precision, tolerance);
    }

    private void theLossesAreThoseOfTheCpu(Device device, String precision, double tolerance) throws Exception {
        double[] expected = losses(trained("cpu", plan(new Device("cpu"), "fp32")));

        double[] found = losses(trained("device", plan(device, precision)));

        assertThat(expected).hasSize(8);
        assertThat(expected[7]).isLessThan(expected[0]);
        assertThat(found).containsExactly(expected, within(tolerance));
    }

    @Test
    void aKilledRunContinuesWhereItWas() throws Exception {
        aKilledRunContinuesWhereItWas(TestDevice.chosen(), 0);
    }

    @Test
    @Tag(TestDevice.CUDA)
    void aKilledRunContinuesWhereItWasOnAGpu() throws Exception {
        aKilledRunContinuesWhereItWas(TestDevice.cuda(), 1e-5); // some sums of a GPU have no fixed order
    }

    private void aKilledRunContinuesWhereItWas(Device device, double tolerance) throws Exception {
        TrainingPlan plan = plan(device, "fp32");
        double[] expected = losses(trained("uninterrupted", plan));
        RunFolder killed = RunFolder.create(temporary.resolve("killed"), RunFolder.Existing.REFUSE);
        Trainer trainer = new Trainer(plan, scenes(), killed).listen(new TrainingListener() {
            @Override
            public void onStep(StepMetrics metrics) {
                if (metrics.step() == 5) {
                    throw new IllegalStateException("killed");
                }
            }
        });
        assertThatThrownBy(trainer::run).hasMessage("killed");

        ImageSource images = scenes();
        Trainer.resume(ResumePoint.of(RunFolder.open(killed.path()), plan, images), images)
                .run();

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
