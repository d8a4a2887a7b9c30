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
 * Named tensors in the safetensors format: a JSON header and raw little-endian data, nothing that could be executed.
 *
 * @param tensors by name, in the file's order, on the CPU; they belong to the caller or to the scope around the call
 * @param metadata free text by name
 * @see <a href="https://huggingface.co/docs/safetensors">the format</a>
 */
public record Safetensors(Map<String, Tensor> tensors, Map<String, String> metadata) {

    /**
     * Opens a file. Its tensors are its own bytes, mapped: they take memory when they are first looked at, and none but the
     * file's pages. Writing to one changes this process's memory and never the file. While any of them is alive, the file
     * may be replaced or deleted, but must not be cut short in place: looking at what is gone ends the process.
     *
     * @throws WeightsException if it is no safetensors file, is damaged, or holds a dtype that libtorch lacks
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
     * Writes a file that is either whole or not there: beside its place first, then flushed to the disk, then renamed.
     *
     * @param tensors by name; any device and strides
     * @param metadata free text by name
     */
    public static void write(Path path, Map<String, Tensor> tensors, Map<String, String> metadata) throws IOException {
        SafetensorsWriter.write(path, tensors, metadata, SavedDtype.KEEP);
    }
}
