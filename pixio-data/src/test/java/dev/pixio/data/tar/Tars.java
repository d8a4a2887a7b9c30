package dev.pixio.data.tar;

import com.github.luben.zstd.Zstd;
import dev.pixio.image.TestImages;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Archives that a library writes, and changed copies of them. */
final class Tars {

    private Tars() {}

    /** Samples of an image of a width of its own, a class and a text. */
    static byte[] samples(int first, int count) {
        return write(tar -> {
            for (int i = first; i < first + count; i++) {
                add(tar, String.format("s/%04d.cls", i), "7".getBytes(StandardCharsets.UTF_8));
                add(tar, String.format("s/%04d.png", i), TestImages.encode(TestImages.gradient(8 + i, 8), "png"));
                add(tar, String.format("s/%04d.json", i), "{}".getBytes(StandardCharsets.UTF_8));
            }
        });
    }

    /** Writes members. */
    interface Members {
        void to(TarArchiveOutputStream tar) throws IOException;
    }

    static byte[] write(Members members) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
            members.to(tar);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static void add(TarArchiveOutputStream tar, String name, byte... content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, true); // as it is: absolute, or with ".."
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    static void addLink(TarArchiveOutputStream tar, String name, String target) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
        entry.setLinkName(target);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    /** A copy in which the header at a position declares another size, in octal digits, with a valid sum. */
    static byte[] withSize(byte[] tar, int header, String octal) {
        byte[] changed = tar.clone();
        byte[] field = Arrays.copyOf(octal.getBytes(StandardCharsets.US_ASCII), 12);
        System.arraycopy(field, 0, changed, header + 124, 12);
        Arrays.fill(changed, header + 148, header + 156, (byte) ' ');
        int sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += changed[header + i] & 0xff;
        }
        byte[] digits = String.format("%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, changed, header + 148, 8);
        return changed;
    }

    static List<byte[]> shards(int... counts) {
        int[] first = {0};
        return Arrays.stream(counts)
                .mapToObj(count -> {
                    byte[] tar = samples(first[0], count);
                    first[0] += count;
                    return tar;
                })
                .toList();
    }

    /** An archive as a file of the kind "tar", "tar.gz" or "tar.zst". */
    static byte[] compressed(String kind, byte[] tar) throws IOException {
        return switch (kind) {
            case "tar.gz" -> {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
                    gzip.write(tar);
                }
                yield bytes.toByteArray();
            }
            case "tar.zst" -> Zstd.compress(tar);
            default -> tar;
        };
    }

    /** An image of 3 rows. */
    static byte[] png(int width) throws IOException {
        return TestImages.encode(TestImages.gradient(width, 3), "png");
    }
}
