package dev.pixio.weights;

import dev.pixio.torch.Tensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Named tensors in the safetensors format: a JSON header and raw little-endian data, nothing that could be executed.
 *
 * @param tensors by name, in the file's order, on the CPU; they belong to the caller or to the scope around the call
 * @param metadata free text by name
 * @see <a href="https://huggingface.co/docs/safetensors">the format</a>
 */
public record Safetensors(Map<String, Tensor> tensors, Map<String, String> metadata) {

    /** The largest piece that is mapped at once; a Java buffer ends at 2 GiB. */
    private static final int PIECE = 1 << 28;

    /**
     * Reads a file whole.
     *
     * @throws WeightsException if it is no safetensors file, is damaged, or holds a dtype that libtorch lacks
     */
    public static Safetensors read(Path path) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            SafetensorsHeader header = SafetensorsHeader.read(file, path);
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (Map.Entry<String, SafetensorsHeader.Entry> entry :
                    header.entries().entrySet()) {
                tensors.put(entry.getKey(), read(file, header.dataStart(), entry.getValue()));
            }
            return new Safetensors(tensors, header.metadata());
        } catch (NoSuchFileException e) {
            throw new WeightsException("there is no file " + path);
        }
    }

    private static Tensor read(FileChannel file, long dataStart, SafetensorsHeader.Entry entry) throws IOException {
        long[] shape = entry.shape().stream().mapToLong(Long::longValue).toArray();
        Tensor tensor = Tensors.empty(entry.dtype().scalarType(), shape);
        try (PointerScope scope = new PointerScope()) {
            BytePointer memory = new BytePointer(tensor.data_ptr()).capacity(entry.bytes());
            for (long done = 0; done < entry.bytes(); done += PIECE) {
                int length = (int) Math.min(PIECE, entry.bytes() - done);
                ByteBuffer piece = file.map(FileChannel.MapMode.READ_ONLY, dataStart + entry.begin() + done, length);
                memory.position(done).limit(done + length).asByteBuffer().put(piece);
            }
        }
        return tensor;
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
