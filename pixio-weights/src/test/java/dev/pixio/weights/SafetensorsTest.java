package dev.pixio.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.golden.Golden;
import dev.pixio.nn.Positions;
import dev.pixio.torch.Tensors;
import dev.pixio.weights.layout.WeightLayout;
import dev.pixio.weights.safetensors.Safetensors;
import dev.pixio.weights.tensor.WeightsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
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
    void tensorsOfEveryKindComeBackAsTheyWere() throws IOException {
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
    void aHeaderThatLiesIsRefusedInOneLine(String header, String reason) throws IOException {
        Path file = folder.resolve("bad.safetensors");
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
    void aHeaderLargerThanTheFileAsksForNoMemory() throws IOException {
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

    @Test
    void aModelComesBackWithItsShape() throws IOException {
        Path file = folder.resolve("model.safetensors");
        try (PointerScope scope = new PointerScope()) {
            var model = Golden.model("cell2", Positions.LEARNED);
            ModelFile.save(file, model, Map.of("pixio.step", "7"));

            ModelFile opened = ModelFile.open(file);

            assertThat(opened.config()).isEqualTo(model.config());
            assertThat(opened.content().metadata()).containsEntry("pixio.step", "7");
            Map<String, Tensor> back = Tensors.state(opened.load());
            Tensors.state(model)
                    .forEach((name, tensor) -> assertThat(Tensors.toFloats(back.getOrDefault(name, tensor.mul(tensor))))
                            .as(name)
                            .isEqualTo(Tensors.toFloats(tensor)));
        }
    }

    @Test
    void anEncoderAloneSaysThatItCannotReconstruct() throws IOException {
        Path file = folder.resolve("encoder.safetensors");
        try (PointerScope scope = new PointerScope()) {
            var model = Golden.model("cell2", Positions.LEARNED);
            ModelFile.save(file, model, Map.of());
            Safetensors whole = Safetensors.read(file);
            Map<String, Tensor> encoder = new LinkedHashMap<>(whole.tensors());
            encoder.keySet().removeIf(name -> name.startsWith("decoder."));
            Safetensors.write(file, encoder, whole.metadata());

            ModelFile opened = ModelFile.open(file);

            assertThat(opened.hasDecoder()).isFalse();
            assertThatThrownBy(opened::load)
                    .hasMessage(file + " holds an encoder without a decoder, so it cannot reconstruct images");
        }
    }

    @Test
    void lightlysNamesGoThereAndBack() throws WeightsException {
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> lightly = Golden.read("cell2/model.safetensors").tensors();
            assertThat(WeightLayout.detect(lightly)).isEqualTo(WeightLayout.LIGHTLY);

            Map<String, Tensor> back = WeightLayout.LIGHTLY.fromPixio(WeightLayout.LIGHTLY.toPixio(lightly));

            List<String> used = lightly.keySet().stream()
                    .filter(name -> !name.equals("backbone.mask_token") && !name.startsWith("backbone.vit.head"))
                    .toList();
            assertThat(back.keySet()).containsExactlyInAnyOrderElementsOf(used);
            back.forEach((name, tensor) -> assertThat(Tensors.toFloats(tensor))
                    .as(name)
                    .isEqualTo(Tensors.toFloats(lightly.getOrDefault(name, tensor.mul(tensor)))));
            assertThatThrownBy(() -> WeightLayout.detect(Map.of("conv1.weight", Tensors.of(new float[] {1}, 1))))
                    .hasMessageContaining("no known layout");
        }
    }

    @Test
    void whatIsMissingOrLeftOverIsNamed() throws WeightsException {
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> weights = new LinkedHashMap<>(WeightLayout.LIGHTLY.toPixio(
                    Golden.read("cell2/model.safetensors").tensors()));
            weights.remove("decoder.mask_token");
            weights.put("strange", Tensors.of(new float[] {1}, 1));

            LoadReport report = LoadReport.copyInto(Golden.model("cell2", Positions.SINCOS), weights);

            assertThat(report.missing()).containsExactly("decoder.mask_token");
            assertThat(report.unexpected()).containsExactly("strange");
            assertThatThrownBy(() -> report.requireComplete("x.safetensors"))
                    .hasMessage("x.safetensors does not fit the model: missing decoder.mask_token; left over strange");
            weights.put("encoder.norm.weight", Tensors.of(new float[] {1}, 1));
            assertThatThrownBy(() -> LoadReport.copyInto(Golden.model("cell2", Positions.SINCOS), weights))
                    .hasMessage("'encoder.norm.weight' has the shape [1] in the file and [48] in the model");
        }
    }
}
