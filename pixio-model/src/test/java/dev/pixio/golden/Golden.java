package dev.pixio.golden;

import dev.pixio.model.Pixio;
import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.torch.Tensors;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Numbers of the Python reference, written by {@code tools/reference} as safetensors. A few lines here read them, so that
 * the tests of the model need no module above it.
 */
public final class Golden {

    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final JsonNode metadata;

    private Golden(byte[] file) {
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int header = Math.toIntExact(bytes.getLong(0));
        JsonNode root = JsonMapper.shared().readTree(file, Long.BYTES, header);
        metadata = root.path("__metadata__");
        for (Map.Entry<String, JsonNode> entry : root.properties()) {
            if (!entry.getKey().equals("__metadata__")) {
                JsonNode value = entry.getValue();
                int begin = value.path("data_offsets").path(0).asInt();
                int end = value.path("data_offsets").path(1).asInt();
                ByteBuffer data =
                        bytes.slice(Long.BYTES + header + begin, end - begin).order(ByteOrder.LITTLE_ENDIAN);
                tensors.put(entry.getKey(), tensor(value, data));
            }
        }
    }

    private static Tensor tensor(JsonNode entry, ByteBuffer data) {
        long[] shape = new long[entry.path("shape").size()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = entry.path("shape").path(i).asLong();
        }
        String dtype = entry.path("dtype").asString();
        if (dtype.equals("F32")) {
            float[] values = new float[data.remaining() / Float.BYTES];
            data.asFloatBuffer().get(values);
            return Tensors.of(values, shape);
        }
        if (!dtype.equals("I64") && !dtype.equals("F64")) {
            throw new IllegalArgumentException("golden files hold F32, F64 and I64, not " + dtype);
        }
        long[] values = new long[data.remaining() / Long.BYTES];
        data.asLongBuffer().get(values);
        Tensor bits = Tensors.of(values, shape);
        return dtype.equals("I64") ? bits : bits.view(ScalarType.Double);
    }

    /** A golden file by its path under {@code golden/}. */
    public static Golden read(String name) {
        try (InputStream in = Golden.class.getResourceAsStream("/golden/" + name)) {
            if (in == null) {
                throw new IllegalArgumentException("no golden file " + name);
            }
            return new Golden(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Tensor get(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("no golden tensor " + name);
        }
        return tensor;
    }

    /** Tensors by the names of the file. */
    public Map<String, Tensor> tensors() {
        return tensors;
    }

    /** Weights or gradients of lightly's model by this project's names. */
    public Map<String, Tensor> byPixioNames() {
        return LightlyNames.toPixio(tensors);
    }

    public String metadata(String name) {
        if (!metadata.has(name)) {
            throw new IllegalArgumentException("no golden metadata " + name);
        }
        return metadata.path(name).asString();
    }

    /** The shape of the small reference model {@code cell2} or {@code cell4}. */
    public static PixioConfig config(String model, Positions positions) {
        boolean two = model.equals("cell2");
        return new PixioConfig(
                new PatchGrid(64, 64, 3, 8),
                new EncoderConfig(48, 2, 3, 4, two ? 8 : 4, 0),
                new DecoderConfig(32, 3, 4, 4),
                new MaskConfig(0.75, two ? 2 : 4),
                positions,
                PositionResize.ANTIALIASED,
                PixioConfig.TokenStart.FIRST);
    }

    /** The small reference model with the reference's weights. */
    public static Pixio model(String model, Positions positions) {
        Pixio pixio = new Pixio(config(model, positions), 1);
        Map<String, Tensor> weights = read(model + "/model.safetensors").byPixioNames();
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Tensors.state(pixio).forEach((name, tensor) -> {
                if (!weights.containsKey(name)) {
                    throw new IllegalStateException(model + " has no " + name);
                }
                tensor.copy_(weights.get(name));
            });
        }
        return pixio;
    }
}
