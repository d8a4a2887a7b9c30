package dev.pixio.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.scene.SceneSource;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.Tensors;
import dev.pixio.torch.TestDevice;
import dev.pixio.torch.device.DeviceMemory;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.train.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** A run on a device that has less free memory than a micro-batch takes. */
class ShortMemoryTest {

    /** A micro-batch of so many images takes much more than libtorch's libraries do for themselves. */
    private static final int IMAGES_ON_GPU = 1024;

    /** Of what a micro-batch took before: half a micro-batch fits. */
    private static final double SHARE_LEFT = 0.7;

    @TempDir
    private Path temporary;

    /** What can be shown without a GPU: where there is enough memory, nothing is halved. */
    @Test
    void aRunWithEnoughMemoryKeepsItsMicroBatch() throws Exception {
        assertThat(halvings(TestDevice.chosen(), 8, false)).isEmpty();
    }

    @Test
    @Tag(TestDevice.CUDA)
    void aMicroBatchThatDoesNotFitIsHalvedAndNoStepIsLostOnAGpu() throws Exception {
        assertThat(halvings(TestDevice.cuda(), IMAGES_ON_GPU, true)).isNotEmpty();
    }

    /** The events of a second run that say that memory is short; its losses are those of the first one. */
    private List<String> halvings(Device device, int images, boolean isShort) throws Exception {
        if (isShort) {
            torch.resetPeakStats(device.index());
        }
        double[] expected = losses(trained("first", device, images));
        Optional<Tensor> ballast = isShort ? Optional.of(allBut(device, SHARE_LEFT)) : Optional.empty();
        RunFolder second;
        try {
            second = trained("second", device, images);
        } finally {
            ballast.ifPresent(Tensor::close);
            DeviceMemory.release(device);
        }

        assertThat(losses(second)).hasSize(2).containsExactly(expected, within(1e-4));
        return Files.exists(second.events())
                ? Files.readAllLines(second.events()).stream()
                        .filter(line -> line.contains("does not fit into memory"))
                        .toList()
                : List.of();
    }

    /** Takes the memory of a GPU, but for a share of the peak so far. */
    private static Tensor allBut(Device device, double share) {
        DeviceMemory.release(device);
        OptionalLong peak = DeviceMemory.peak(device);
        Assumptions.assumeTrue(peak.isPresent(), "skipped: the peak of the GPU's memory cannot be read");
        long left = (long) (share * peak.getAsLong());
        try (PointerScope scope = new PointerScope()) {
            long free = torch.getMemoryInfo(device.index()).first();
            TensorOptions options = new TensorOptions()
                    .dtype(new ScalarTypeOptional(ScalarType.Byte))
                    .device(new DeviceOptional(device));
            return Tensors.keep(torch.empty(new long[] {free - left}, options, null));
        }
    }

    private RunFolder trained(String name, Device device, int images) throws Exception {
        TrainingPlan plan = TinyRuns.plan()
                .model(new PixioConfig(
                        new PatchGrid(32, 32, 3, 8),
                        new EncoderConfig(128, 4, 4, 4, 2, 0),
                        new DecoderConfig(128, 4, 4, 4),
                        new MaskConfig(0.75, 1),
                        Positions.SINCOS,
                        PositionResize.ANTIALIASED,
                        PixioConfig.TokenStart.EQUAL))
                .batchSize(images)
                .maxSteps(2)
                .machine(TinyRuns.MACHINE
                        .withDevice(device.is_cpu() ? "cpu" : "cuda:" + device.index())
                        .withLoaderThreads(Libtorch.threads()))
                .build();
        RunFolder folder = RunFolder.create(temporary.resolve(name), RunFolder.Existing.REFUSE);
        new Trainer(plan, new SceneSource(1, images, 32), folder).run();
        return folder;
    }

    private static double[] losses(RunFolder folder) throws IOException {
        return Files.readAllLines(folder.metrics()).stream()
                .mapToDouble(
                        line -> JsonMapper.shared().readTree(line).path("loss").asDouble())
                .toArray();
    }
}
