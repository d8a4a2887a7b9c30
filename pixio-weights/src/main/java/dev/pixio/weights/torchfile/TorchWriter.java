package dev.pixio.weights.torchfile;

import dev.pixio.io.DurableFile;
import dev.pixio.weights.tensor.SavedDtype;
import dev.pixio.weights.tensor.TensorBytes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.bytedeco.pytorch.Tensor;

/**
 * Writes a state dict in the format of {@code torch.save}: a zip archive with one entry per tensor, uncompressed and aligned so
 * that {@code torch.load(mmap=True)} works, and a pickle with the names and shapes.
 */
public final class TorchWriter {

    /** The data of each entry begins at a multiple of this, in bytes from the start of the file. */
    private static final int ALIGNMENT = 64;

    /** The size in bytes of the fixed part of the header of a zip entry, before its name. */
    private static final int ENTRY_HEADER = 30;

    /** The id of the extra field that torch uses for padding; readers skip it. */
    private static final byte[] PADDING = {'F', 'B'};

    private static final int PIECE = 1 << 20;

    private final CountedOutput counted;
    private final ZipOutputStream zip;
    private final String root;

    private TorchWriter(OutputStream out, String root) {
        this.counted = new CountedOutput(out);
        this.zip = new ZipOutputStream(counted);
        this.zip.setMethod(ZipOutputStream.STORED);
        this.root = root;
    }

    /** Writes a file; if writing fails, an existing file is unchanged. */
    public static void write(Path path, Map<String, Tensor> tensors, SavedDtype dtype) throws IOException {
        String root = path.getFileName().toString().replaceFirst("\\.[^.]*$", "");
        DurableFile.writeStream(path, out -> {
            TorchWriter writer = new TorchWriter(out, root);
            writer.entry("data.pkl", StateDictPickle.of(tensors, dtype));
            writer.entry("byteorder", "little".getBytes(StandardCharsets.US_ASCII));
            int index = 0;
            for (Tensor tensor : tensors.values()) {
                writer.entry("data/" + index++, tensor, dtype);
            }
            writer.entry("version", "3\n".getBytes(StandardCharsets.US_ASCII));
            writer.zip.finish();
        });
    }

    private void entry(String name, byte[] bytes) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        begin(name, bytes.length, crc.getValue());
        zip.write(bytes);
        zip.closeEntry();
    }

    private void entry(String name, Tensor tensor, SavedDtype dtype) throws IOException {
        CRC32 crc = new CRC32();
        TensorBytes.write(tensor, dtype, crc::update);
        begin(name, TensorBytes.count(tensor, dtype), crc.getValue());
        byte[] piece = new byte[PIECE];
        TensorBytes.write(tensor, dtype, bytes -> {
            while (bytes.hasRemaining()) {
                int length = Math.min(piece.length, bytes.remaining());
                bytes.get(piece, 0, length);
                zip.write(piece, 0, length);
            }
        });
        zip.closeEntry();
    }

    private void begin(String name, long size, long crc) throws IOException {
        ZipEntry entry = new ZipEntry(root + "/" + name);
        // A constant time, so that equal weights are equal bytes. For the first midnight of the format, Java would add
        // a second field with the time.
        entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 12, 0));
        entry.setSize(size);
        entry.setCompressedSize(size);
        entry.setCrc(crc);
        zip.flush();
        int nameLength = entry.getName().getBytes(StandardCharsets.UTF_8).length;
        long unpadded = counted.count + ENTRY_HEADER + nameLength + 4; // 4: the header of the extra field
        int padding = (int) (-unpadded & (ALIGNMENT - 1));
        byte[] extra = new byte[4 + padding];
        ByteBuffer.wrap(extra).order(ByteOrder.LITTLE_ENDIAN).put(PADDING).putShort((short) padding);
        entry.setExtra(extra);
        zip.putNextEntry(entry);
    }

    /** Counts the bytes written. */
    private static final class CountedOutput extends OutputStream {

        private final OutputStream out;
        private long count;

        CountedOutput(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int value) throws IOException {
            out.write(value);
            count++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            count += length;
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }
    }
}
