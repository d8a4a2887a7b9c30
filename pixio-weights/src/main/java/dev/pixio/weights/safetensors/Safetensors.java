package dev.pixio.weights.safetensors;

import dev.pixio.weights.tensor.MappedFile;
import dev.pixio.weights.tensor.SavedDtype;
import dev.pixio.weights.tensor.WeightsException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Named tensors in the safetensors format: a JSON header and little-endian data. The format contains nothing executable.
 *
 * @param tensors by name, in the order of the file, on the CPU; closed by the caller or by the scope around the call
 * @param metadata texts by name
 * @see <a href="https://huggingface.co/docs/safetensors">the format</a>
 */
public record Safetensors(Map<String, Tensor> tensors, Map<String, String> metadata) {

    /**
     * Opens a file. Its tensors are memory-mapped: a page uses memory when it is first read. Writing to a tensor changes the
     * memory of this process, not the file. As long as a tensor exists, the file may be replaced or deleted, but must not be
     * truncated in place: reading a page that no longer exists ends the process (SIGBUS).
     *
     * @throws WeightsException if it is not a safetensors file, is damaged, or has a dtype that libtorch lacks
     */
    public static Safetensors read(Path path) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            SafetensorsHeader header = SafetensorsHeader.read(file, path);
            try (MappedFile mapped = MappedFile.of(path, file.size())) {
                Map<String, Tensor> tensors = new LinkedHashMap<>();
                for (Map.Entry<String, SafetensorsHeader.Entry> named :
                        header.entries().entrySet()) {
                    SafetensorsHeader.Entry entry = named.getValue();
                    tensors.put(named.getKey(), mapped.dense(entry.dtype(), header.span(entry), entry.shape()));
                }
                return new Safetensors(tensors, header.metadata());
            }
        } catch (NoSuchFileException e) {
            throw new WeightsException("there is no file " + path);
        }
    }

    /**
     * Writes a file; if writing fails, an existing file is unchanged. See {@link dev.pixio.io.DurableFile}.
     *
     * @param tensors by name; any device and strides
     * @param metadata texts by name
     */
    public static void write(Path path, Map<String, Tensor> tensors, Map<String, String> metadata) throws IOException {
        SafetensorsWriter.write(path, tensors, metadata, SavedDtype.KEEP);
    }
}
