package dev.pixio.image.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The fields of a directory, the first one or that of another page, of a TIFF (TIFF 6.0, section 2) or BigTIFF file. All methods throw
 * {@link IndexOutOfBoundsException} if a value is outside of the file.
 */
public final class TiffDirectory {

    /** Fields that several classes read. */
    public static final int WIDTH = 256;

    public static final int HEIGHT = 257;
    public static final int BITS = 258;
    public static final int COMPRESSION = 259;
    public static final int PHOTOMETRIC = 262;
    public static final int ORIENTATION = 274;
    public static final int CHANNELS = 277;
    public static final int TILE_WIDTH = 322;
    public static final int TILE_HEIGHT = 323;
    public static final int EXTRA_SAMPLES = 338;
    public static final int SAMPLE_FORMAT = 339;

    private static final int SUBFILE_TYPE = 254;
    private static final int REDUCED = 1; // bits of its value
    private static final int MASK = 4;

    private static final int MAX_PAGES = 65_536;

    private static final short SHORT = 3;
    private static final short LONG = 4;

    private final ByteBuffer file;
    private final boolean big;
    private final long directory;

    /**
     * A directory that reads from, and writes to, the bytes of a file.
     *
     * @param file a whole file that begins with the signature of TIFF
     */
    public TiffDirectory(ByteBuffer file) {
        ByteOrder order = file.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        this.file = file.duplicate().order(order);
        this.big = this.file.getShort(2) == 43;
        this.directory = big ? this.file.getLong(8) : Integer.toUnsignedLong(this.file.getInt(4));
    }

    private TiffDirectory(TiffDirectory first, long directory) {
        this.file = first.file;
        this.big = first.big;
        this.directory = directory;
    }

    /**
     * The pages of a file, in their order, without those that are a smaller version of another page or a mask.
     *
     * @param file a whole file that begins with the signature of TIFF
     * @throws ImageReadException if there are too many
     */
    public static List<TiffDirectory> pages(ByteBuffer file) throws ImageReadException {
        TiffDirectory first = new TiffDirectory(file);
        List<TiffDirectory> pages = new ArrayList<>(List.of(first));
        Set<Long> seen = new HashSet<>(Set.of(first.directory));
        TiffDirectory last = first;
        for (long next = last.next(); next != 0 && seen.add(next); next = last.next()) {
            last = new TiffDirectory(first, next);
            if ((last.value(SUBFILE_TYPE, 0) & (REDUCED | MASK)) == 0) {
                pages.add(last);
            }
            if (seen.size() > MAX_PAGES) {
                throw new ImageReadException("a TIFF of more than " + MAX_PAGES + " pages");
            }
        }
        return pages;
    }

    /**
     * Makes a page the first one of a file, by its header.
     *
     * @param file a whole file that begins with the signature of TIFF; changed in place
     * @param page from 0, of {@link #pages}
     * @throws ImageReadException if there is no such page
     */
    public static void makeFirst(ByteBuffer file, int page) throws ImageReadException {
        List<TiffDirectory> pages = pages(file);
        if (page >= pages.size()) {
            throw new ImageReadException("has " + pages.size() + " pages, and page " + (page + 1) + " is wanted");
        }
        TiffDirectory wanted = pages.get(page);
        if (wanted.big) {
            wanted.file.putLong(8, wanted.directory);
        } else {
            wanted.file.putInt(4, (int) wanted.directory);
        }
    }

    /** Offset of the directory of the next page; 0 after the last one. */
    private long next() {
        long after = directory + (big ? 8 : 2) + count() * (big ? 20 : 12);
        return big ? file.getLong(at(after)) : Integer.toUnsignedLong(file.getInt(at(after)));
    }

    /** Number of fields. */
    private long count() {
        return big ? file.getLong(at(directory)) : Short.toUnsignedLong(file.getShort(at(directory)));
    }

    /** The byte order of the file's values. */
    public ByteOrder order() {
        return file.order();
    }

    /** Whether the file has a field. */
    public boolean has(int field) {
        return entry(field) >= 0;
    }

    /** Whether the values of a field that the file has are of the type SHORT or LONG. */
    boolean isNumber(int field) {
        short type = file.getShort(at(entry(field) + 2));
        return type == SHORT || type == LONG;
    }

    /** The first value of a field, or {@code missing} if the file has no such field or none in it. */
    public long value(int field, long missing) {
        long entry = entry(field);
        return entry < 0 || count(entry) == 0 ? missing : value(entry, valueOffset(entry), 0);
    }

    /** The values of a field of bytes. */
    ByteBuffer bytes(int field) {
        long entry = entry(field);
        long bytes = count(entry) * bytes(entry);
        long offset = valueOffset(entry);
        if (bytes < 0 || bytes > file.limit() - (long) at(offset)) {
            throw new IndexOutOfBoundsException(bytes + " bytes of field " + field + " are outside of the file");
        }
        return file.slice(at(offset), (int) bytes);
    }

    /** All values of a field; empty if the file has no such field. */
    public long[] values(int field) {
        long entry = entry(field);
        if (entry < 0) {
            return new long[0];
        }
        long count = count(entry);
        long offset = valueOffset(entry);
        if (count < 0 || offset < 0 || count > (file.limit() - offset) / bytes(entry)) {
            throw new IndexOutOfBoundsException(count + " values of field " + field + " are outside of the file");
        }
        long[] values = new long[(int) count];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(entry, offset, i);
        }
        return values;
    }

    /**
     * Changes the first value of a field in the file; does nothing if the file has no such field.
     *
     * @param value an unsigned 32-bit value for a field with one value, 16 bits otherwise
     */
    public void set(int field, long value) {
        long entry = entry(field);
        if (entry < 0) {
            return;
        }
        if (count(entry) == 1) {
            file.putShort(at(entry + 2), LONG);
            file.putInt(at(valueOffset(entry)), (int) value);
        } else if (file.getShort(at(entry + 2)) == SHORT) {
            file.putShort(at(valueOffset(entry)), (short) value);
        }
    }

    private long value(long entry, long offset, long index) {
        int bytes = bytes(entry);
        int at = at(offset + index * bytes);
        return switch (bytes) {
            case 1 -> Byte.toUnsignedLong(file.get(at));
            case 2 -> Short.toUnsignedLong(file.getShort(at));
            case 8 -> file.getLong(at);
            default -> Integer.toUnsignedLong(file.getInt(at));
        };
    }

    /** Offset of the entry of a field in the directory, or -1. */
    private long entry(int field) {
        long count = count();
        long entry = directory + (big ? 8 : 2);
        for (long i = 0; i < count; i++, entry += big ? 20 : 12) {
            if (Short.toUnsignedInt(file.getShort(at(entry))) == field) {
                return entry;
            }
        }
        return -1;
    }

    private long count(long entry) {
        return big ? file.getLong(at(entry + 4)) : Integer.toUnsignedLong(file.getInt(at(entry + 4)));
    }

    /** Offset of the first value of an entry: in the entry, or at the offset that it contains if the values do not fit. */
    private long valueOffset(long entry) {
        long inside = entry + (big ? 12 : 8);
        if (count(entry) <= (big ? 8 : 4) / bytes(entry)) {
            return inside;
        }
        return big ? file.getLong(at(inside)) : Integer.toUnsignedLong(file.getInt(at(inside)));
    }

    /** Bytes per value of an entry: BYTE and UNDEFINED, SHORT, LONG8 and IFD8, or LONG. */
    private int bytes(long entry) {
        return switch (file.getShort(at(entry + 2))) {
            case 1, 2, 6, 7 -> 1;
            case 3 -> 2;
            case 5, 16, 18 -> 8;
            default -> 4;
        };
    }

    private static int at(long offset) {
        if (offset < 0 || offset > Integer.MAX_VALUE) {
            throw new IndexOutOfBoundsException(offset + " is outside of the file");
        }
        return (int) offset;
    }
}
