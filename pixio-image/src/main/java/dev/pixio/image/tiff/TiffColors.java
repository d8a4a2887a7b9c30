package dev.pixio.image.tiff;

import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.format.TiffDirectory;
import java.util.Arrays;

/** Converts the samples of TIFF pixels to 8-bit RGB. Alpha and other extra samples are dropped. */
interface TiffColors {

    int WHITE_IS_ZERO = 0;
    int BLACK_IS_ZERO = 1;
    int RGB = 2;
    int PALETTE = 3;
    int CMYK = 5;
    int CIELAB = 8;
    int ICCLAB = 9;

    int COLOR_MAP = 320;
    int INK_SET = 332;

    /** The values of the field InkSet: CMYK, which is also the value of a file without the field. */
    int INKS_CMYK = 1;

    /** The value of the field ExtraSamples for alpha by which the colours are multiplied. */
    int ALPHA_MULTIPLIED_IN = 1;

    /**
     * Converts one pixel.
     *
     * @param samples contains the samples of the pixel, from {@code pixel}
     * @param rgb receives red, green and blue, from {@code at}
     */
    void convert(int[] samples, int pixel, byte[] rgb, int at);

    /** Whether {@link #of} knows a photometric interpretation. */
    static boolean knows(long photometric) {
        return (photometric >= WHITE_IS_ZERO && photometric <= PALETTE)
                || photometric == CMYK
                || photometric == CIELAB
                || photometric == ICCLAB;
    }

    /** The conversion for a file whose photometric interpretation is known. */
    static TiffColors of(TiffDirectory tiff, int channels, int bits) throws ImageReadException {
        long photometric = tiff.value(TiffDirectory.PHOTOMETRIC, BLACK_IS_ZERO);
        int needed =
                photometric == CMYK ? 4 : photometric == RGB || photometric == CIELAB || photometric == ICCLAB ? 3 : 1;
        if (channels < needed) {
            throw new ImageReadException("damaged TIFF: " + channels + " channels, but its colours need " + needed);
        }
        byte[] levels = levels(bits);
        boolean multiplied = photometric <= RGB
                && channels > needed
                && tiff.value(TiffDirectory.EXTRA_SAMPLES, 0) == ALPHA_MULTIPLIED_IN;
        TiffColors stored = stored(tiff, (int) photometric, levels, bits);
        return multiplied ? divided(stored, levels, needed) : stored;
    }

    private static TiffColors stored(TiffDirectory tiff, int photometric, byte[] levels, int bits)
            throws ImageReadException {
        return switch (photometric) {
            case WHITE_IS_ZERO -> (samples, pixel, rgb, at) -> grey((byte) ~levels[samples[pixel]], rgb, at);
            case BLACK_IS_ZERO -> (samples, pixel, rgb, at) -> grey(levels[samples[pixel]], rgb, at);
            case RGB ->
                (samples, pixel, rgb, at) -> {
                    for (int c = 0; c < 3; c++) {
                        rgb[at + c] = levels[samples[pixel + c]];
                    }
                };
            case PALETTE -> palette(tiff, bits);
            case CMYK -> cmyk(tiff, levels);
            default -> new LabColors(bits, photometric == ICCLAB ? LabColors.Form.ICC : LabColors.Form.CIE);
        };
    }

    /** The 8-bit value of each sample: its upper byte, or for fewer bits its share of the largest value. */
    private static byte[] levels(int bits) {
        byte[] levels = new byte[1 << bits];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (byte) (bits == 16 ? i >> 8 : i * 255 / (levels.length - 1));
        }
        return levels;
    }

    /** Divides by alpha, by which the stored colours are multiplied, as Pillow does. */
    private static TiffColors divided(TiffColors stored, byte[] levels, int alphaChannel) {
        return (samples, pixel, rgb, at) -> {
            stored.convert(samples, pixel, rgb, at);
            int alpha = Byte.toUnsignedInt(levels[samples[pixel + alphaChannel]]);
            for (int c = at; alpha > 0 && c < at + 3; c++) {
                rgb[c] = (byte) Math.min(255, 255 * Byte.toUnsignedInt(rgb[c]) / alpha);
            }
        };
    }

    private static void grey(byte level, byte[] rgb, int at) {
        rgb[at] = level;
        rgb[at + 1] = level;
        rgb[at + 2] = level;
    }

    private static TiffColors palette(TiffDirectory tiff, int bits) throws ImageReadException {
        long[] map = tiff.values(COLOR_MAP);
        int colors = 1 << bits;
        if (bits > 8 || map.length < 3 * colors) {
            throw new ImageReadException(
                    "damaged TIFF: a palette of " + map.length / 3 + " colours for " + bits + "-bit indices");
        }
        // 16 bits, but some writers store 8.
        int shift = Arrays.stream(map).allMatch(value -> value < 256) ? 0 : 8;
        return (samples, pixel, rgb, at) -> {
            for (int c = 0; c < 3; c++) {
                rgb[at + c] = (byte) (map[c * colors + samples[pixel]] >> shift);
            }
        };
    }

    /** As Pillow and libtiff do, without a colour profile. */
    private static TiffColors cmyk(TiffDirectory tiff, byte[] levels) throws ImageReadException {
        if (tiff.value(INK_SET, INKS_CMYK) != INKS_CMYK) {
            throw new ImageReadException("a TIFF with inks other than CMYK, which is not supported");
        }
        return (samples, pixel, rgb, at) -> {
            int black = 255 - Byte.toUnsignedInt(levels[samples[pixel + 3]]);
            for (int c = 0; c < 3; c++) {
                int ink = 255 - Byte.toUnsignedInt(levels[samples[pixel + c]]);
                rgb[at + c] = (byte) ((ink * black + 127) / 255);
            }
        };
    }
}
