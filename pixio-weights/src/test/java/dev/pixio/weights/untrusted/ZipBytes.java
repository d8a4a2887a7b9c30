package dev.pixio.weights.untrusted;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/** Writes zips field by field, including invalid ones. */
public final class ZipBytes {

    /** One entry, with its fields in the directory. */
    public static final class Entry {
        final String name;
        byte[] stored;
        int method;
        int flags;
        long size;
        long compressed;

        @Nullable
        Long offset;

        byte[] extra = {};

        Entry(String name, byte[] content) {
            this.name = name;
            this.stored = content;
            this.size = content.length;
            this.compressed = content.length;
        }

        Entry deflated() {
            Deflater deflater = new Deflater(9, true);
            deflater.setInput(stored);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] piece = new byte[1 << 16];
            while (!deflater.finished()) {
                out.write(piece, 0, deflater.deflate(piece));
            }
            deflater.end();
            stored = out.toByteArray();
            compressed = stored.length;
            method = 8;
            return this;
        }

        /** Sets sizes and offset in the directory as zip64 fields. */
        Entry zip64(long size64, long compressed64, long offset64) {
            size = 0xffffffffL;
            compressed = 0xffffffffL;
            offset = 0xffffffffL;
            extra = little(28)
                    .putShort((short) 1)
                    .putShort((short) 24)
                    .putLong(size64)
                    .putLong(compressed64)
                    .putLong(offset64)
                    .array();
            return this;
        }
    }

    private final List<Entry> entries = new ArrayList<>();
    private long directoryOffset = -1;

    public static ZipBytes of(String folder, byte[] pickle) {
        ZipBytes zip = new ZipBytes();
        zip.add(folder + "/data.pkl", pickle);
        zip.add(folder + "/byteorder", "little".getBytes(StandardCharsets.US_ASCII));
        return zip;
    }

    /** A checkpoint whose only storage has two floats. */
    static ZipBytes checkpoint(byte[] pickle) {
        ZipBytes zip = of("archive", pickle);
        zip.add("archive/data/0", new byte[8]);
        return zip;
    }

    public Entry add(String name, byte[] content) {
        Entry entry = new Entry(name, content);
        entries.add(entry);
        return entry;
    }

    Entry entry(int index) {
        return entries.get(index);
    }

    ZipBytes without(int index) {
        entries.remove(index);
        return this;
    }

    ZipBytes directoryAt(long offset) {
        directoryOffset = offset;
        return this;
    }

    public byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream directory = new ByteArrayOutputStream();
        for (Entry entry : entries) {
            byte[] name = entry.name.getBytes(StandardCharsets.UTF_8);
            CRC32 crc = new CRC32();
            crc.update(entry.stored);
            directory.writeBytes(central(entry, name, crc.getValue(), out.size()));
            out.writeBytes(little(30)
                    .putInt(0x04034b50)
                    .putShort((short) 20)
                    .putShort((short) entry.flags)
                    .putShort((short) entry.method)
                    .putInt(0)
                    .putInt((int) crc.getValue())
                    .putInt((int) entry.compressed)
                    .putInt((int) entry.size)
                    .putShort((short) name.length)
                    .putShort((short) 0)
                    .array());
            out.writeBytes(name);
            out.writeBytes(entry.stored);
        }
        long start = directoryOffset >= 0 ? directoryOffset : out.size();
        out.writeBytes(directory.toByteArray());
        int count = entries.size();
        out.writeBytes(little(22)
                .putInt(0x06054b50)
                .putInt(0)
                .putShort((short) count)
                .putShort((short) count)
                .putInt(directory.size())
                .putInt((int) start)
                .putShort((short) 0)
                .array());
        return out.toByteArray();
    }

    private static byte[] central(Entry entry, byte[] name, long crc, long offset) {
        return little(46 + name.length + entry.extra.length)
                .putInt(0x02014b50)
                .putShort((short) 45)
                .putShort((short) 45)
                .putShort((short) entry.flags)
                .putShort((short) entry.method)
                .putInt(0)
                .putInt((int) crc)
                .putInt((int) entry.compressed)
                .putInt((int) entry.size)
                .putShort((short) name.length)
                .putShort((short) entry.extra.length)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort((short) 0)
                .putInt(0)
                .putInt((int) (entry.offset == null ? offset : (long) entry.offset))
                .put(name)
                .put(entry.extra)
                .array();
    }

    private static ByteBuffer little(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }
}
