package dev.pixio.image.format;

import static dev.pixio.image.format.TiffDirectory.BITS;
import static dev.pixio.image.format.TiffDirectory.CHANNELS;
import static dev.pixio.image.format.TiffDirectory.COMPRESSION;
import static dev.pixio.image.format.TiffDirectory.EXTRA_SAMPLES;
import static dev.pixio.image.format.TiffDirectory.HEIGHT;
import static dev.pixio.image.format.TiffDirectory.ORIENTATION;
import static dev.pixio.image.format.TiffDirectory.PHOTOMETRIC;
import static dev.pixio.image.format.TiffDirectory.SAMPLE_FORMAT;
import static dev.pixio.image.format.TiffDirectory.TILE_HEIGHT;
import static dev.pixio.image.format.TiffDirectory.TILE_WIDTH;
import static dev.pixio.image.format.TiffDirectory.WIDTH;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;

/** Reads the size and orientation of a TIFF file, and refuses variants that are not supported by their names. */
public final class TiffHeader {

    private static final int MAX_CHANNELS = 16;
    private static final int MAX_OPENCV_CHANNELS = 4;
    private static final int MAX_SAMPLES = 1024;

    private static final Map<Long, String> COLORS = Map.of(
            0L, "grey", 1L, "grey", 2L, "RGB", 3L, "palette", 5L, "CMYK", 6L, "YCbCr", 8L, "CIELab", 9L, "ICCLab");

    private static final Map<Long, String> UNSUPPORTED_COLORS = Map.of(
            4L,
            "transparency mask",
            10L,
            "ITULab",
            32803L,
            "camera RAW",
            32844L,
            "LogL",
            32845L,
            "LogLuv",
            34892L,
            "camera RAW",
            51177L,
            "depth");

    /** By how many pixels a tile, which may extend beyond the image, may exceed the image. */
    private static final long SPARE_TILE_PIXELS = 1L << 24;

    /** By how many pixels all tiles together may exceed twice the image. */
    private static final long SPARE_PADDED_PIXELS = 1L << 26;

    private static final int XMP = 700;

    private static final long UNSIGNED = 1;
    private static final long SIGNED = 2;
    private static final long FLOATING_POINT = 3;
    private static final long UNDEFINED = 4;

    private static final short ALPHA_MULTIPLIED_IN = 1;
    private static final short ALPHA_APART = 2;

    private TiffHeader() {}

    static ImageHeader read(ByteBuffer file) throws ImageReadException {
        TiffDirectory tiff = new TiffDirectory(file);
        ImageHeader header = new ImageHeader(ImageFormat.TIFF, tiff.value(WIDTH, 0), tiff.value(HEIGHT, 0));
        ImageHeader.requireSupportedSize(header);
        TiffCompression.require(tiff.value(COMPRESSION, TiffCompression.NONE));
        checkSamples(tiff);
        checkTiles(tiff, header);
        return header;
    }

    /**
     * Marks the colours as already multiplied by alpha, so that OpenCV does not change them. It would turn transparent pixels
     * black.
     *
     * @param file a TIFF file with a header; changed in place
     */
    public static void keepColorsUnderAlpha(ByteBuffer file) {
        TiffDirectory tiff = new TiffDirectory(file);
        if (tiff.value(EXTRA_SAMPLES, 0) == ALPHA_APART) {
            tiff.set(EXTRA_SAMPLES, ALPHA_MULTIPLIED_IN);
        }
    }

    /** The orientation, 1 to 8; 1 if the file has none or an invalid one. */
    static int orientation(ByteBuffer file) {
        int declared = declaredOrientation(file);
        return Orientation.resolved(declared, declared == Orientation.ABSENT ? xmp(new TiffDirectory(file)) : declared);
    }

    private static int xmp(TiffDirectory tiff) {
        try {
            return tiff.has(XMP) ? Orientation.xmp(tiff.bytes(XMP)) : Orientation.ABSENT;
        } catch (IndexOutOfBoundsException e) {
            return Orientation.ABSENT;
        }
    }

    static int declaredOrientation(ByteBuffer file) {
        TiffDirectory tiff = new TiffDirectory(file);
        boolean otherType = tiff.has(ORIENTATION) && !tiff.isNumber(ORIENTATION);
        return otherType ? Orientation.UPRIGHT : (int) Math.min(tiff.value(ORIENTATION, Orientation.ABSENT), 9);
    }

    private static void checkSamples(TiffDirectory tiff) throws ImageReadException {
        long[] formats = tiff.values(SAMPLE_FORMAT);
        boolean integer = Arrays.stream(formats).allMatch(format -> format == UNSIGNED || format == UNDEFINED);
        long[] depths = tiff.values(BITS);
        long bits = depths.length == 0 ? 1 : depths[0];
        if (!integer || (bits != 1 && bits != 2 && bits != 4 && bits != 8 && bits != 16)) {
            throw new ImageReadException("a TIFF with " + bits + "-bit " + (integer ? "" : "signed or floating-point ")
                    + "values; only unsigned integers of 1, 2, 4, 8 or 16 bits are supported");
        }
        if (Arrays.stream(depths).anyMatch(depth -> depth != bits)) {
            throw new ImageReadException(
                    "a TIFF whose channels have different numbers of bits, which is not supported");
        }
        checkColors(tiff);
    }

    /**
     * Checks a page of which the samples are read as they are stored.
     *
     * @throws ImageReadException if they are of a type that is not supported, or sizes contradict each other
     */
    public static void requireSamples(TiffDirectory page) throws ImageReadException {
        ImageHeader header = new ImageHeader(ImageFormat.TIFF, page.value(WIDTH, 0), page.value(HEIGHT, 0));
        ImageHeader.requireSupportedSize(header);
        if (header.width() < 1 || header.height() < 1 || header.height() > Integer.MAX_VALUE) {
            throw new ImageReadException("a TIFF of " + header.width() + " x " + header.height() + " pixels");
        }
        TiffCompression.require(page.value(COMPRESSION, TiffCompression.NONE));
        long[] formats = page.values(SAMPLE_FORMAT);
        long[] depths = page.values(BITS);
        long format = formats.length == 0 ? UNSIGNED : formats[0];
        long bits = depths.length == 0 ? 1 : depths[0];
        boolean small = bits == 1 || bits == 2 || bits == 4;
        boolean supported =
                format == FLOATING_POINT ? bits == Float.SIZE : bits == 8 || bits == 16 || (small && format != SIGNED);
        if (!supported || format < UNSIGNED || format > UNDEFINED) {
            throw new ImageReadException("a TIFF with " + bits + "-bit "
                    + (format == FLOATING_POINT
                            ? "floating-point values"
                            : format == SIGNED ? "signed values" : "values")
                    + "; integers of up to 16 bits and floating-point numbers of 32 bits are supported");
        }
        if (Arrays.stream(depths).anyMatch(depth -> depth != bits)
                || Arrays.stream(formats).anyMatch(other -> other != format)) {
            throw new ImageReadException("a TIFF whose channels have different types, which is not supported");
        }
        long channels = page.value(CHANNELS, 1);
        if (channels < 1 || channels > MAX_SAMPLES) {
            throw new ImageReadException(
                    "a TIFF with " + channels + " channels; at most " + MAX_SAMPLES + " are supported");
        }
        checkTiles(page, header);
    }

    private static void checkColors(TiffDirectory tiff) throws ImageReadException {
        long photometric = tiff.value(PHOTOMETRIC, 1);
        long compression = tiff.value(COMPRESSION, TiffCompression.NONE);
        String colors = COLORS.getOrDefault(photometric, "");
        if (colors.isEmpty()) {
            String name = UNSUPPORTED_COLORS.getOrDefault(photometric, "unknown");
            throw new ImageReadException("a TIFF with " + name + " values (photometric interpretation " + photometric
                    + "), which are not supported");
        }
        boolean notConverted = colors.endsWith("Lab") && !TiffCompression.isBytes(compression);
        boolean notDecoded = colors.equals("YCbCr") && TiffCompression.isZstd(compression);
        if (notConverted || notDecoded) {
            throw new ImageReadException("a TIFF with " + colors + " values in "
                    + (notDecoded ? "zstd" : "JPEG or CCITT") + " compression, which is not supported");
        }
        long channels = tiff.value(CHANNELS, 1);
        int most =
                colors.equals("grey") ? 2 : TiffCompression.isBytes(compression) ? MAX_CHANNELS : MAX_OPENCV_CHANNELS;
        if (channels < 1 || channels > most) {
            throw new ImageReadException("a TIFF with " + channels + " channels of " + colors + " values; at most "
                    + most + " are supported");
        }
    }

    /** Refuses oversized tiles, because whole tiles are decoded. */
    private static void checkTiles(TiffDirectory tiff, ImageHeader header) throws ImageReadException {
        if (!tiff.has(TILE_WIDTH)) {
            return;
        }
        long width = tiff.value(TILE_WIDTH, 0);
        long height = tiff.value(TILE_HEIGHT, 0);
        double pixels = (double) header.width() * header.height();
        if (width < 1
                || height < 1
                || width > ImageHeader.MAX_LENGTH
                || (double) width * height > pixels + SPARE_TILE_PIXELS
                || (double) padded(header.width(), width) * padded(header.height(), height)
                        > 2 * pixels + SPARE_PADDED_PIXELS) {
            throw new ImageReadException("damaged TIFF: tiles of " + width + " x " + height + " pixels in an image of "
                    + header.width() + " x " + header.height());
        }
    }

    /** The length of whole tiles that cover a length. */
    public static long padded(long length, long tile) {
        return (length + tile - 1) / tile * tile;
    }
}
