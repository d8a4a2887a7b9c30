package dev.pixio.weights.tensor;

import dev.pixio.torch.Tensors;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A file that libtorch has mapped into memory as one tensor of bytes. Pages are read when they are used, nothing is copied,
 * and writing changes the memory of this process, not the file. Tensors over parts of the file stay valid when this is closed.
 */
public final class MappedFile implements AutoCloseable {

    private final Path path;
    private final long size;
    private final Tensor bytes;
    private final Map<Span, Tensor> aligned = new HashMap<>();
    private long copied;

    /**
     * A range of a file.
     *
     * @param begin offset of its first byte
     * @param bytes its size
     */
    public record Span(long begin, long bytes) {}

    private MappedFile(Path path, long size, Tensor bytes) {
        this.path = path;
        this.size = size;
        this.bytes = bytes;
    }

    /**
     * Maps a file.
     *
     * @param size its size in bytes, at least 1
     * @throws WeightsException if the file is shorter, or the system cannot map it
     */
    public static MappedFile of(Path path, long size) throws WeightsException {
        try (PointerScope scope = new PointerScope()) {
            // In the encoding of the file system, which JavaCPP does not always use.
            Tensor mapped = torch.from_file(
                    new BytePointer(
                            path.toAbsolutePath().toString(), fileNames().name()),
                    new BoolOptional(false),
                    new LongOptional(size),
                    new TensorOptions(ScalarType.Byte));
            if (mapped.numel() != size) {
                throw new WeightsException(path + " was truncated while it was opened");
            }
            return new MappedFile(path, size, Tensors.keep(mapped));
        } catch (java.io.UnsupportedEncodingException e) {
            throw new IllegalStateException(e);
        } catch (RuntimeException e) {
            throw new WeightsException(path + " of " + size + " bytes cannot be mapped into memory: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    private static Charset fileNames() {
        String name = System.getProperty("sun.jnu.encoding", "UTF-8");
        boolean windows = System.getProperty("os.name", "").startsWith("Windows"); // libtorch expects UTF-8 there
        return windows || !Charset.isSupported(name) ? StandardCharsets.UTF_8 : Charset.forName(name);
    }

    /** A tensor over a range of the file, in row-major order. */
    public Tensor dense(Dtype dtype, Span span, List<Long> shape) throws WeightsException {
        Long[] strides = new Long[shape.size()];
        long stride = 1;
        for (int i = strides.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= shape.get(i);
        }
        return tensor(dtype, span, shape, Arrays.asList(strides), 0);
    }

    /**
     * A tensor over a range of the file.
     *
     * @param span within the file, a multiple of the element size
     * @param shape lengths, none negative
     * @param strides in elements, none negative
     * @param offset of the first element in the span; all elements lie within the span
     */
    public Tensor tensor(Dtype dtype, Span span, List<Long> shape, List<Long> strides, long offset)
            throws WeightsException {
        long[] lengths = longs(shape);
        if (shape.contains(0L)) {
            return Tensors.empty(dtype.scalarType(), lengths);
        }
        try (Tensor part = span.begin() % dtype.bytes() == 0 ? part(span) : alignedCopy(span);
                Tensor typed = part.view(dtype.scalarType())) {
            return typed.as_strided(lengths, longs(strides), new LongOptional(typed.storage_offset() + offset));
        }
    }

    private Tensor part(Span span) {
        return bytes.narrow(0, span.begin(), span.bytes());
    }

    /** Elements must be aligned to their size. Spans of a malicious file may overlap, so the size of all copies is limited. */
    private Tensor alignedCopy(Span span) throws WeightsException {
        Tensor copy = aligned.get(span);
        if (copy == null) {
            copied += span.bytes();
            if (copied > size) {
                throw new WeightsException(path + " is damaged: its tensors overlap");
            }
            try (Tensor part = part(span)) {
                copy = Tensors.keep(part.clone());
            }
            aligned.put(span, copy);
        }
        return new Tensor(copy);
    }

    @Override
    public void close() {
        aligned.values().forEach(Tensor::close);
        bytes.close();
    }

    private static long[] longs(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).toArray();
    }
}
