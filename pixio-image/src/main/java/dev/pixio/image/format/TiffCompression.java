package dev.pixio.image.format;

import java.util.Map;

/** The compressions of TIFF files: those that are supported, and the names of the others for error messages. */
public final class TiffCompression {

    public static final int NONE = 1;
    public static final int CCITT_RLE = 2;
    public static final int CCITT_GROUP_3 = 3;
    public static final int CCITT_GROUP_4 = 4;
    public static final int LZW = 5;
    public static final int JPEG = 7;
    public static final int DEFLATE = 8;
    public static final int CCITT_RLE_WORDS = 32771;
    public static final int PACKBITS = 32773;
    public static final int OLD_DEFLATE = 32946;

    /** The number that tifffile used before the registered one. */
    public static final int OLD_ZSTD = 34926;

    public static final int ZSTD = 50000;

    /** By the registrations in TIFF 6.0, its supplements, and the lists of libtiff and tifffile. */
    private static final Map<Integer, String> UNSUPPORTED = Map.ofEntries(
            Map.entry(6, "old-style JPEG"),
            Map.entry(9, "JBIG"),
            Map.entry(10, "JBIG"),
            Map.entry(22610, "JPEG XR"),
            Map.entry(32766, "NeXT"),
            Map.entry(32809, "ThunderScan"),
            Map.entry(32908, "PixarFilm"),
            Map.entry(32909, "PixarLog"),
            Map.entry(33003, "JPEG 2000"),
            Map.entry(33004, "JPEG 2000"),
            Map.entry(33005, "JPEG 2000"),
            Map.entry(33007, "JPEG"),
            Map.entry(34661, "JBIG"),
            Map.entry(34676, "SGILog"),
            Map.entry(34677, "SGILog"),
            Map.entry(34712, "JPEG 2000"),
            Map.entry(34887, "LERC"),
            Map.entry(34892, "DNG JPEG"),
            Map.entry(34925, "LZMA"),
            Map.entry(34927, "WebP"),
            Map.entry(34933, "PNG"),
            Map.entry(34934, "JPEG XR"),
            Map.entry(50001, "WebP"),
            Map.entry(50002, "JPEG XL"),
            Map.entry(52546, "JPEG XL"));

    private TiffCompression() {}

    /** Whether a strip or tile is decompressed to bytes: those of the other compressions are pixels. */
    public static boolean isBytes(long compression) {
        return compression == NONE
                || compression == LZW
                || compression == DEFLATE
                || compression == OLD_DEFLATE
                || compression == PACKBITS
                || isZstd(compression);
    }

    static boolean isZstd(long compression) {
        return compression == ZSTD || compression == OLD_ZSTD;
    }

    /**
     * Refuses compressions that are not supported. OpenCV turns several of them into a black image.
     *
     * @throws ImageReadException with the name and the number of the compression
     */
    static void require(long compression) throws ImageReadException {
        boolean supported = compression == (int) compression
                && switch ((int) compression) {
                    case NONE,
                            CCITT_RLE,
                            CCITT_GROUP_3,
                            CCITT_GROUP_4,
                            LZW,
                            JPEG,
                            DEFLATE,
                            CCITT_RLE_WORDS,
                            PACKBITS,
                            OLD_DEFLATE,
                            OLD_ZSTD,
                            ZSTD -> true;
                    default -> false;
                };
        if (!supported) {
            String name = UNSUPPORTED.getOrDefault((int) compression, "an unknown");
            throw new ImageReadException("a TIFF with " + name + " compression (" + compression
                    + "), which is not supported: convert it to another compression");
        }
    }
}
