package dev.pixio.image.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads the first directory of a TIFF (TIFF 6.0, section 2) or BigTIFF file. */
public final class TiffHeader {

    private static final int MAX_CHANNELS = 4;

    /** By how many pixels a tile, which may extend beyond the image, may exceed the image. */
    private static final long SPARE_TILE_PIXELS = 1L << 24;

    private static final int WIDTH = 256;
    private static final int HEIGHT = 257;
    private static final int BITS = 258;
    private static final int COMPRESSION = 259;
    private static final int ORIENTATION = 274;
    private static final int CHANNELS = 277;
    private static final int TILE_WIDTH = 322;
    private static final int TILE_HEIGHT = 323;
    private static final int EXTRA_SAMPLES = 338;
    private static final int SAMPLE_FORMAT = 339;

    private static final short ALPHA_MULTIPLIED_IN = 1;
    private static final short ALPHA_APART = 2;

    private static final int COMPRESSION_WEBP = 50001;

    private final ByteBuffer file;
    private final boolean big;
    private final long directory;

    private TiffHeader(ByteBuffer file) {
        ByteOrder order = file.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        this.file = file.duplicate().order(order);
        this.big = this.file.getShort(2) == 43;
        this.directory = big ? this.file.getLong(8) : Integer.toUnsignedLong(this.file.getInt(4));
    }

    static ImageHeader read(ByteBuffer file) throws ImageReadException {
        TiffHeader tiff = new TiffHeader(file);
        ImageHeader header = new ImageHeader(ImageFormat.TIFF, tiff.value(WIDTH, 0), tiff.value(HEIGHT, 0));
        tiff.checkKind();
        tiff.checkTiles(header);
        return header;
    }

    /**
     * Marks the colours as already multiplied by alpha, so that the decoder does not change them. It would turn transparent
     * pixels black.
     *
     * @param file a TIFF file with a header; changed in place
     */
    public static void keepColorsUnderAlpha(ByteBuffer file) {
        TiffHeader tiff = new TiffHeader(file);
        if (tiff.value(EXTRA_SAMPLES, 0) == ALPHA_APART) {
            tiff.file.putShort(at(tiff.valueOffset(tiff.entry(EXTRA_SAMPLES))), ALPHA_MULTIPLIED_IN);
        }
    }

    /** The orientation, 1 to 8; 1 if the file has none or an invalid one. */
    static int orientation(ByteBuffer file) {
        long orientation = new TiffHeader(file).value(ORIENTATION, 1);
        return orientation >= 1 && orientation <= 8 ? (int) orientation : 1;
    }

    /** Refuses variants that the decoder turns into a black image or rejects without a reason. */
    private void checkKind() throws ImageReadException {
        long bits = value(BITS, 1);
        boolean integer = value(SAMPLE_FORMAT, 1) == 1;
        if (!integer || (bits != 1 && bits != 2 && bits != 4 && bits != 8 && bits != 16)) {
            throw new ImageReadException("a TIFF with " + bits + "-bit " + (integer ? "" : "signed or floating-point ")
                    + "values; only unsigned integers of up to 8 or of 16 bits are supported");
        }
        long channels = value(CHANNELS, 1);
        if (channels > MAX_CHANNELS) {
            throw new ImageReadException(
                    "a TIFF with " + channels + " channels; at most " + MAX_CHANNELS + " are supported");
        }
        if (value(COMPRESSION, 1) == COMPRESSION_WEBP) {
            throw new ImageReadException("a TIFF with WebP compression, which is not supported");
        }
    }

    /** Refuses oversized tiles, because the decoder allocates a whole tile. */
    private void checkTiles(ImageHeader header) throws ImageReadException {
        long width = value(TILE_WIDTH, 0);
        long height = value(TILE_HEIGHT, 0);
        if ((double) width * height > (double) header.width() * header.height() + SPARE_TILE_PIXELS) {
            throw new ImageReadException("damaged TIFF: tiles of " + width + " x " + height + " pixels in an image of "
                    + header.width() + " x " + header.height());
        }
    }

    /** The first value of a field, or {@code missing} if the file has no such field. */
    private long value(int field, long missing) {
        long entry = entry(field);
        if (entry < 0) {
            return missing;
        }
        long offset = valueOffset(entry);
        return switch (bytes(entry)) {
            case 2 -> Short.toUnsignedLong(file.getShort(at(offset)));
            case 8 -> file.getLong(at(offset));
            default -> Integer.toUnsignedLong(file.getInt(at(offset)));
        };
    }

    /** Offset of the entry of a field in the directory, or -1. */
    private long entry(int field) {
        long count = big ? file.getLong(at(directory)) : Short.toUnsignedLong(file.getShort(at(directory)));
        long entry = directory + (big ? 8 : 2);
        for (long i = 0; i < count; i++, entry += big ? 20 : 12) {
            if (Short.toUnsignedInt(file.getShort(at(entry))) == field) {
                return entry;
            }
        }
        return -1;
    }

    /** Offset of the first value of an entry: in the entry, or at the offset that it contains if the values do not fit. */
    private long valueOffset(long entry) {
        long count = big ? file.getLong(at(entry + 4)) : Integer.toUnsignedLong(file.getInt(at(entry + 4)));
        long inside = entry + (big ? 12 : 8);
        if (count <= (big ? 8 : 4) / bytes(entry)) {
            return inside;
        }
        return big ? file.getLong(at(inside)) : Integer.toUnsignedLong(file.getInt(at(inside)));
    }

    /** Bytes per value of an entry, whose type is SHORT, LONG8 or LONG. */
    private int bytes(long entry) {
        return switch (file.getShort(at(entry + 2))) {
            case 3 -> 2;
            case 16 -> 8;
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
