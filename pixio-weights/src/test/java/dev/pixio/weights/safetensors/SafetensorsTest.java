package dev.pixio.weights.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.torch.Tensors;
import dev.pixio.weights.tensor.WeightsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {

    @TempDir
    private Path folder;

    @Test
    void tensorsAreReadAsTheyWereWritten() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            Tensor floats = torch.randn(3, 4);
            tensors.put("view", floats.t());
            tensors.put("half", floats.to(ScalarType.Half));
            tensors.put("bf16", floats.to(ScalarType.BFloat16));
            tensors.put("longs", Tensors.of(new long[] {1, Long.MAX_VALUE}, 2));
            tensors.put("scalar", Tensors.of(new float[] {5}));
            tensors.put("empty", Tensors.of(new float[0], 0, 7));
            Path file = folder.resolve("a.safetensors");

            Safetensors.write(file, tensors, Map.of("who", "we \"quote\""));
            Safetensors back = Safetensors.read(file);

            assertThat(back.metadata()).containsExactly(Map.entry("who", "we \"quote\""));
            assertThat(back.tensors().keySet()).containsExactlyElementsOf(tensors.keySet());
            tensors.forEach((name, tensor) -> {
                Tensor read = back.tensors().getOrDefault(name, floats);
                assertThat(read.scalar_type().intern())
                        .isEqualTo(tensor.scalar_type().intern());
                assertThat(Tensors.shape(read)).isEqualTo(Tensors.shape(tensor));
                assertThat(Tensors.toDoubles(read)).isEqualTo(Tensors.toDoubles(tensor));
            });
            assertThat(folder).isDirectoryNotContaining("glob:**.new");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}                   | should lie at bytes 0 to 12 of 8
                    {"a":{"dtype":"F32","shape":[2],"data_offsets":[-4,4]}}                   | should lie at bytes -4 to 4
                    {"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}                    | do not match its shape
                    {"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}                   | do not match its shape
                    {"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}}| do not match its shape
                    {"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,8]}}                  | lacks a shape
                    {"a":{"dtype":"F4","shape":[16],"data_offsets":[0,8]}}                    | dtype 'F4', which is not supported
                    {"a":{"dtype":"F32","shape":[2]}}                                         | lacks a shape or its data_offsets
                    {"a":7}                                                                   | lacks a dtype
                    [1]                                                                       | not a JSON object
                    {"a":                                                                     | not JSON
                    """)
    void anInvalidHeaderIsRefusedWithOneLine(String header, String reason) throws IOException {
        Path file = folder.resolve("invalid.safetensors");
        byte[] json = header.strip().getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + 8).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(json.length).put(json);
        Files.write(file, bytes.array());

        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining(reason.strip())
                .message()
                .doesNotContain("\n");
    }

    @Test
    void aHeaderLargerThanTheFileIsRefused() throws IOException {
        Path file = folder.resolve("huge.safetensors");
        for (long length : new long[] {Long.MAX_VALUE, -1, 1L << 40, 100}) {
            Files.write(
                    file,
                    ByteBuffer.allocate(16)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(length)
                            .array());
            assertThatThrownBy(() -> Safetensors.read(file))
                    .isInstanceOf(WeightsException.class)
                    .hasMessageContaining("is not a safetensors file, or is truncated");
        }
    }
}
