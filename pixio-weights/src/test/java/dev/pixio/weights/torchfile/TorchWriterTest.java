package dev.pixio.weights.torchfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.torch.Tensors;
import dev.pixio.weights.file.WeightFile;
import dev.pixio.weights.tensor.SavedDtype;
import dev.pixio.weights.tensor.WeightsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TorchWriterTest {

    @TempDir
    private Path folder;

    @Test
    void dataIsAlignedForMapping() throws IOException {
        Path file = write(SavedDtype.KEEP);

        try (ZipFile zip = ZipFile.builder().setPath(file).get()) {
            for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
                assertThat(entry.getDataOffset() % 64).as(entry.getName()).isZero();
                assertThat(entry.getMethod()).as(entry.getName()).isEqualTo(ZipArchiveEntry.STORED);
            }
        }
    }

    @Test
    void equalWeightsAreEqualBytes() throws IOException {
        byte[] first = Files.readAllBytes(write(SavedDtype.KEEP));

        assertThat(write(SavedDtype.KEEP)).hasBinaryContent(first);
    }

    @Test
    void valuesAreConvertedToTheDtype() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> back = WeightFile.open(write(SavedDtype.BF16)).tensors();

            Tensor matrix = back.getOrDefault("matrix", torch.zeros(1));
            assertThat(matrix.scalar_type().intern()).isEqualTo(ScalarType.BFloat16);
            assertThat(Tensors.shape(matrix)).containsExactly(3, 2); // it was a transposed view
            assertThat(Tensors.toFloats(matrix)).containsExactly(1, 4, 2, 5, 3, 6);
        }
    }

    @Test
    void aDtypeWithoutAStorageIsRefused() {
        assertThatThrownBy(() -> {
                    try (PointerScope scope = new PointerScope()) {
                        TorchWriter.write(
                                folder.resolve("x.pth"),
                                Map.of("a", torch.zeros(2).to(ScalarType.Float8_e4m3fn)),
                                SavedDtype.KEEP);
                    }
                })
                .isInstanceOf(WeightsException.class)
                .hasMessage("torch.save cannot store F8_E4M3 in a state dict; convert with --dtype");
        assertThat(folder).isEmptyDirectory();
    }

    private Path write(SavedDtype dtype) throws IOException {
        Path file = folder.resolve("weights.pth");
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            tensors.put(
                    "matrix", Tensors.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3).t());
            tensors.put("scalar", Tensors.of(new float[] {7}));
            tensors.put("longer", Tensors.of(new float[101], 101));
            TorchWriter.write(file, tensors, dtype);
        }
        return file;
    }
}
