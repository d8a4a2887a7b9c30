package dev.pixio.weights.safetensors;

import dev.pixio.io.DurableFile;
import dev.pixio.torch.Tensors;
import dev.pixio.weights.tensor.Dtype;
import dev.pixio.weights.tensor.SavedDtype;
import dev.pixio.weights.tensor.TensorBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the safetensors format. */
public final class SafetensorsWriter {

    /** The header is padded to a multiple of this, in bytes, so that the data is aligned. */
    private static final int ALIGNMENT = 8;

    private SafetensorsWriter() {}

    /** Writes a file; if writing fails, an existing file is unchanged. See {@link DurableFile}. */
    public static void write(Path path, Map<String, Tensor> tensors, Map<String, String> metadata, SavedDtype dtype)
            throws IOException {
        DurableFile.writeChannel(path, file -> {
            writeFully(file, header(tensors, metadata, dtype));
            for (Tensor tensor : tensors.values()) {
                TensorBytes.write(tensor, dtype, piece -> writeFully(file, piece));
            }
        });
    }

    private static ByteBuffer header(Map<String, Tensor> tensors, Map<String, String> metadata, SavedDtype dtype) {
        ObjectNode root = JsonMapper.shared().createObjectNode();
        ObjectNode texts = root.putObject("__metadata__");
        metadata.forEach(texts::put);
        long begin = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            Tensor tensor = entry.getValue();
            long end = begin + TensorBytes.count(tensor, dtype);
            ObjectNode node = root.putObject(entry.getKey());
            node.put("dtype", Dtype.of(dtype.of(tensor.scalar_type())).name());
            ArrayNode shape = node.putArray("shape");
            for (long length : Tensors.shape(tensor)) {
                shape.add(length);
            }
            node.putArray("data_offsets").add(begin).add(end);
            begin = end;
        }
        byte[] json = root.toString().getBytes(StandardCharsets.UTF_8);
        int padded = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        ByteBuffer header = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(padded).put(json);
        while (header.hasRemaining()) {
            header.put((byte) ' ');
        }
        return header.flip();
    }

    private static void writeFully(FileChannel file, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            file.write(buffer);
        }
    }
}
