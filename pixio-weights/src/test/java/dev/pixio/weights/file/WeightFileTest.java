package dev.pixio.weights.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.torch.NativeMemory;
import dev.pixio.torch.Tensors;
import dev.pixio.weights.safetensors.Safetensors;
import dev.pixio.weights.tensor.WeightsException;
import dev.pixio.weights.untrusted.ZipBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightFileTest {

    @TempDir
    private Path folder;

    @Test
    void safetensorsAreDetectedByTheirContent() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            Path file = folder.resolve("weights.pth");
            Safetensors.write(file, Map.of("a", Tensors.of(new float[] {1, 2}, 2)), Map.of("who", "we"));

            WeightFile opened = WeightFile.open(file);

            assertThat(opened.path()).isEqualTo(file);
            assertThat(opened.metadata()).containsExactly(Map.entry("who", "we"));
            assertThat(floats(opened, "a")).containsExactly(1, 2);
        }
    }

    @Test
    void shardsAreReadInTheOrderOfTheIndex() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            Safetensors.write(
                    folder.resolve("model-1-of-2.safetensors"),
                    Map.of("b", Tensors.of(new float[] {1}, 1)),
                    Map.of("format", "pt"));
            Safetensors.write(
                    folder.resolve("model-2-of-2.safetensors"), Map.of("a", Tensors.of(new float[] {2}, 1)), Map.of());
            Path index = folder.resolve("model.safetensors.index.json");
            Files.writeString(
                    index,
                    "{\"metadata\": {\"total_size\": 8}, \"weight_map\": {\"a\": \"model-2-of-2.safetensors\","
                            + " \"b\": \"model-1-of-2.safetensors\"}}\n");

            WeightFile opened = WeightFile.open(index);

            assertThat(opened.tensors().keySet()).containsExactly("a", "b");
            assertThat(floats(opened, "a")).containsExactly(2);
            assertThat(floats(opened, "b")).containsExactly(1);
            assertThat(opened.metadata()).containsEntry("format", "pt");
            Files.delete(folder.resolve("model-2-of-2.safetensors"));
            assertThatThrownBy(() -> WeightFile.open(index))
                    .hasMessage(index + " needs model-2-of-2.safetensors in the same folder, which does not exist");
        }
    }

    @Test
    void writingToATensorDoesNotChangeTheFile() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            Path file = folder.resolve("a.safetensors");
            Safetensors.write(file, Map.of("a", Tensors.of(new float[] {1, 2}, 2)), Map.of());
            byte[] before = Files.readAllBytes(file);

            Tensor tensor =
                    Objects.requireNonNull(WeightFile.open(file).tensors().get("a"));
            tensor.fill_(new Scalar(7));

            assertThat(Tensors.toFloats(tensor)).containsExactly(7, 7);
            assertThat(Files.readAllBytes(file)).isEqualTo(before);
            assertThat(floats(WeightFile.open(file), "a")).containsExactly(1, 2);
        }
    }

    @Test
    void tensorsStayValidWhenTheFileIsReplacedOrDeleted() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            Path file = folder.resolve("a.safetensors");
            Safetensors.write(file, Map.of("a", Tensors.of(new float[] {1, 2}, 2)), Map.of());
            WeightFile opened = WeightFile.open(file);

            Safetensors.write(file, Map.of("a", Tensors.of(new float[] {3, 4}, 2)), Map.of());
            assertThat(floats(opened, "a")).as("replaced").containsExactly(1, 2);
            Files.delete(file);
            assertThat(floats(opened, "a")).as("deleted").containsExactly(1, 2);
        }
    }

    @Test
    void unalignedTensorsAreRead() throws IOException {
        byte[] json = ("{\"odd\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},"
                        + "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[1,9]},"
                        + "\"scalar\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[9,17]},"
                        + "\"none\":{\"dtype\":\"F32\",\"shape\":[0,3],\"data_offsets\":[9,9]}}")
                .getBytes(StandardCharsets.UTF_8);
        Path file = folder.resolve("odd");
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + 17).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(json.length)
                .put(json)
                .put((byte) 9)
                .putFloat(1.5f)
                .putFloat(-2)
                .putLong(1L << 40);
        Files.write(file, bytes.array());
        try (PointerScope scope = new PointerScope()) {
            WeightFile opened = WeightFile.open(file);

            assertThat(floats(opened, "odd")).containsExactly(9);
            assertThat(floats(opened, "a")).containsExactly(1.5f, -2);
            assertThat(Tensors.toLongs(Objects.requireNonNull(opened.tensors().get("scalar"))))
                    .containsExactly(1L << 40);
            assertThat(Tensors.shape(Objects.requireNonNull(opened.tensors().get("none"))))
                    .containsExactly(0, 3);
        }
    }

    @Test
    void openingDoesNotReadTheTensors() throws IOException {
        Path file = folder.resolve("large.safetensors");
        try (PointerScope scope = new PointerScope()) {
            Safetensors.write(file, Map.of("a", Tensors.zeros(ScalarType.Float, 1 << 24)), Map.of());
        }
        try (PointerScope scope = new PointerScope()) {
            WeightFile.open(file);
            long before = NativeMemory.resident().orElse(0);

            Tensor tensor =
                    Objects.requireNonNull(WeightFile.open(file).tensors().get("a"));

            assertThat(tensor.numel()).isEqualTo(1 << 24);
            assertThat(NativeMemory.resident().orElse(0) - before)
                    .as("growth by opening 64 MB")
                    .isLessThan(32L << 20);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "''|is empty; copy or download it again",
                "version https://git-lfs.github.com/spec/v1|is a pointer of Git LFS, not the weights; run git lfs pull in its"
                        + " repository",
                "<!DOCTYPE html><p>404|is a web page (HTML), not weights; download the file itself",
                "\u001f\u008b\b|is compressed by gzip; unpack it and use the file of weights inside",
                "\u00ff\u00d8\u00ff\u00e0|is an image, not weights",
                "\u0093NUMPY\u0001|is a NumPy array, not a model; save the weights as safetensors",
                "\b\b\u0012\u0007pytorch|is an ONNX model; use the weights that it was exported from",
                "model: vit|is a text file, not weights; use a .safetensors or .pth file"
            })
    void aFileOfAnotherKindIsNamed(String start, String description) throws IOException {
        Path file = folder.resolve("weights.pth");
        Files.write(file, start.getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> WeightFile.open(file))
                .isInstanceOf(WeightsException.class)
                .hasMessage(file + " " + description);
    }

    @Test
    void zipsThatAreNoCheckpointsAreNamed() throws IOException {
        Path file = folder.resolve("weights.npz");
        ZipBytes arrays = new ZipBytes();
        arrays.add("a.npy", new byte[8]);
        Files.write(file, arrays.bytes());
        assertThatThrownBy(() -> WeightFile.open(file))
                .hasMessage(
                        file + " is a zip of NumPy arrays (.npz), not a checkpoint; save the weights as safetensors");
        Files.write(file, Arrays.copyOf(arrays.bytes(), 20));
        assertThatThrownBy(() -> WeightFile.open(file))
                .hasMessage(file + " is a damaged or truncated zip; copy or download it again");
    }

    @Test
    void otherFilesAreRefused() throws IOException {
        assertThatThrownBy(() -> WeightFile.open(folder)).hasMessage(folder + " is a folder, not a file of weights");
        Path file = folder.resolve("nothing");
        assertThatThrownBy(() -> WeightFile.open(file)).hasMessage("there is no file " + file);
        Files.write(file, new byte[] {1, 2, 3, 0, 0, 0, 0, 0, 0, 0});
        assertThatThrownBy(() -> WeightFile.open(file))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("of an unknown format");
    }

    private static float[] floats(WeightFile file, String name) {
        return Tensors.toFloats(Objects.requireNonNull(file.tensors().get(name)));
    }
}
