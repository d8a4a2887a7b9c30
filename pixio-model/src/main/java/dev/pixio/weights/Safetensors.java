package dev.pixio.weights;

import dev.pixio.torch.Tensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Named tensors in the safetensors format: a JSON header and raw little-endian data, nothing that could be executed.
 *
 * @param tensors by name, in the file's order, on the CPU; they belong to the caller or to the scope around the call
 * @param metadata free text by name
 * @see <a href="https://huggingface.co/docs/safetensors">the format</a>
 */
public record Safetensors(Map<String, Tensor> tensors, Map<String, String> metadata) {

    /** The largest piece that is written at once; a Java buffer ends at 2 GiB. */
    private static final int PIECE = 1 << 28;

    /** The header is padded to this, so that data starts aligned. */
    private static final int ALIGNMENT = 8;

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
        Path beside = path.resolveSibling(path.getFileName() + ".part");
        try (FileChannel file = FileChannel.open(
                beside, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            writeFully(file, header(tensors, metadata));
            for (Tensor tensor : tensors.values()) {
                write(file, tensor);
            }
            file.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(beside);
            throw e;
        }
        Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static ByteBuffer header(Map<String, Tensor> tensors, Map<String, String> metadata) {
        ObjectNode root = JsonMapper.shared().createObjectNode();
        ObjectNode texts = root.putObject("__metadata__");
        metadata.forEach(texts::put);
        long begin = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            Tensor tensor = entry.getValue();
            Dtype dtype = Dtype.of(tensor.scalar_type());
            long end = begin + tensor.numel() * dtype.bytes();
            ObjectNode node = root.putObject(entry.getKey());
            node.put("dtype", dtype.name());
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

    private static void write(FileChannel file, Tensor tensor) throws IOException {
        try (PointerScope scope = new PointerScope()) {
            Tensor dense = tensor.detach().cpu().contiguous();
            long bytes = dense.numel() * Dtype.of(dense.scalar_type()).bytes();
            BytePointer memory = new BytePointer(dense.data_ptr()).capacity(bytes);
            for (long done = 0; done < bytes; done += PIECE) {
                long end = Math.min(bytes, done + PIECE);
                writeFully(file, memory.position(done).limit(end).asByteBuffer());
            }
        }
    }

    private static void writeFully(FileChannel file, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            file.write(buffer);
        }
    }
}
