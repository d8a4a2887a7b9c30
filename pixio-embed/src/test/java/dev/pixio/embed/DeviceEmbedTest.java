package dev.pixio.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.image.TestImages;
import dev.pixio.torch.TestDevice;
import dev.pixio.weights.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Features of an image file on any device, compared with those of the CPU. */
class DeviceEmbedTest {

    @TempDir
    private Path folder;

    @Test
    void theFeaturesAreThoseOfTheCpu() throws IOException {
        theFeaturesAreThoseOfTheCpu(TestDevice.chosen());
    }

    @Test
    @Tag(TestDevice.CUDA)
    void theFeaturesAreThoseOfTheCpuOnAGpu() throws IOException {
        theFeaturesAreThoseOfTheCpu(TestDevice.cuda());
    }

    private void theFeaturesAreThoseOfTheCpu(Device device) throws IOException {
        Path weights = folder.resolve("tiny.safetensors");
        Path image = folder.resolve("image.png");
        try (PointerScope scope = new PointerScope()) {
            ModelFile.save(weights, TinyEncoder.model(), Map.of());
        }
        Files.write(image, TestImages.encode(TestImages.gradient(70, 50), "png"));
        float[] expected = features(weights, image, "cpu", "fp32");

        String name = device.is_cpu() ? "cpu" : "cuda:" + device.index();
        float[] found = features(weights, image, name, "fp32");
        float[] half = features(weights, image, name, "bf16");

        assertThat(expected).hasSize(32);
        assertThat(found).containsExactly(expected, within(1e-4f));
        assertThat(half).containsExactly(expected, within(0.1f)).isNotEqualTo(found);
    }

    /** Weights on a GPU are copied: its memory cannot be read in place. */
    @Test
    @Tag(TestDevice.CUDA)
    void theFingerprintDoesNotDependOnTheDevice() {
        Device device = TestDevice.cuda();
        try (PointerScope scope = new PointerScope()) {
            String expected = WeightFingerprint.of(TinyEncoder.model());

            assertThat(WeightFingerprint.of(TestDevice.on(device, TinyEncoder.model())))
                    .isEqualTo(expected);
        }
    }

    private static float[] features(Path weights, Path image, String device, String precision) throws IOException {
        EncoderSettings settings = EncoderSettings.defaults().withDevice(device).withPrecision(precision);
        try (ImageEncoder encoder = ImageEncoder.load(weights, settings)) {
            return encoder.embed(image);
        }
    }
}
