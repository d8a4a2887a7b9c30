package dev.pixio.weights.torchfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.torch.Tensors;
import dev.pixio.weights.file.WeightFile;
import dev.pixio.weights.safetensors.Safetensors;
import dev.pixio.weights.untrusted.PickleBytes;
import dev.pixio.weights.untrusted.ZipBytes;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares with files written by torch.save; see {@code tools/reference/torch_golden.py}. */
class TorchCheckpointTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bare",
                "legacy",
                "training",
                "lightning",
                "parallel",
                "teacher",
                "shared",
                "shared_legacy",
                "kinds",
                "attribute",
                "half",
                "protocol3",
                "protocol4",
                "protocol5"
            })
    void everyTensorHasTheValuesThatTorchSaved(String name) throws IOException {
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> expected =
                    Safetensors.read(resource(name + ".safetensors")).tensors();

            Map<String, Tensor> read = WeightFile.open(golden(name)).tensors();

            assertThat(read.keySet()).containsExactlyInAnyOrderElementsOf(expected.keySet());
            expected.forEach((key, tensor) -> {
                Tensor actual = Objects.requireNonNull(read.get(key));
                assertThat(actual.scalar_type().intern())
                        .as(key)
                        .isEqualTo(tensor.scalar_type().intern());
                assertThat(Tensors.shape(actual)).as(key).isEqualTo(Tensors.shape(tensor));
                assertThat(bits(actual)).as(key).isEqualTo(bits(tensor));
            });
        }
    }

    private static byte[] bits(Tensor tensor) {
        Tensor dense = tensor.contiguous();
        return dense.numel() == 0
                ? new byte[0]
                : Tensors.toBytes(dense.flatten().view(org.bytedeco.pytorch.global.torch.ScalarType.Byte));
    }

    @ParameterizedTest
    @ValueSource(strings = {"training", "protocol3", "protocol4", "protocol5"})
    void settingsBesideTheTensorsAreReadAsText(String name) throws IOException {
        try (PointerScope scope = new PointerScope()) {
            Map<String, String> metadata = WeightFile.open(golden(name)).metadata();

            assertThat(metadata)
                    .containsEntry("epoch", "12")
                    .containsEntry("args.mask_grid", "4")
                    .containsEntry("args.model", "pixio_tiny")
                    .containsEntry("args.blr", "2.5E-5")
                    .containsEntry("args.norm_pix_loss", "true")
                    .containsEntry("args.output_dir", "out/run")
                    .containsEntry("args.device", "cuda:0")
                    .containsEntry("args.betas", "[0.9, 0.95]")
                    .containsEntry("args.nested.depth", "2")
                    .containsEntry("scaler.scale", "65536.0")
                    .containsEntry("best", "0.5")
                    .containsEntry("curve", "[0.0, 1.0, 2.0]")
                    .containsEntry("wide", "1180591620717411303424")
                    .doesNotContainKey("args.seed");
            assertThat(metadata.keySet()).noneMatch(key -> key.startsWith("optimizer"));
        }
    }

    @Test
    void hyperparametersOfLightningAreReadAsText() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            TorchCheckpoint checkpoint = TorchCheckpoint.read(golden("lightning"));

            assertThat(checkpoint.location()).isEqualTo("state_dict");
            assertThat(checkpoint.metadata())
                    .containsEntry("global_step", "40")
                    .containsEntry("hyper_parameters.lr", "0.1")
                    .containsEntry("hyper_parameters.size", "[3, 4]")
                    .containsEntry("hyper_parameters.dtype", "torch.bfloat16")
                    .containsEntry("loops.fit_loop.epoch_progress.total.ready", "3");
        }
    }

    @Test
    void tensorsOfOneStorageShareItsMemory() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> read = WeightFile.open(golden("shared")).tensors();

            Objects.requireNonNull(read.get("whole")).fill_(new org.bytedeco.pytorch.Scalar(9));

            assertThat(Tensors.toFloats(Objects.requireNonNull(read.get("scalar"))))
                    .containsExactly(9);
            assertThat(Tensors.toFloats(Objects.requireNonNull(
                            WeightFile.open(golden("shared")).tensors().get("scalar"))))
                    .as("the file, which is not changed")
                    .containsExactly(7);
        }
    }

    @Test
    void aFileWithoutTensorsIsRefused() throws IOException {
        Path file = folder.resolve("none.pth");
        Files.write(
                file, ZipBytes.of("none", PickleBytes.start().op('}').stop()).bytes());

        assertThatThrownBy(() -> WeightFile.open(file)).hasMessage(file + " contains no named tensors");
    }

    private static Path golden(String name) {
        return resource(name + ".pth");
    }

    private static Path resource(String file) {
        try {
            return Path.of(Objects.requireNonNull(TorchCheckpointTest.class.getResource("/golden/checkpoints/" + file))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
