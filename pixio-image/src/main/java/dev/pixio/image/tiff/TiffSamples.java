package dev.pixio.image.tiff;

import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.format.TiffCompression;
import dev.pixio.image.format.TiffDirectory;
import dev.pixio.image.format.TiffHeader;
import java.nio.ByteBuffer;
import java.util.Locale;

/** Reads the samples of one page of a TIFF as they are stored, of any number of channels. */
public final class TiffSamples {

    /** What samples are. */
    public enum Kind {
        UNSIGNED,
        SIGNED,
        FLOAT
    }

    /** Of a strip or tile, before memory is allocated for it. */
    private static final long MAX_ROW_SAMPLES = 1 << 26;

    private final TiffSegments segments;
    private final Kind kind;
    private final long photometric;

    /**
     * Reads how the samples are stored.
     *
     * @param file a whole file
     * @param page one of its directories
     * @throws ImageReadException if its samples are not supported
     */
    public TiffSamples(ByteBuffer file, TiffDirectory page) throws ImageReadException {
        TiffHeader.requireSamples(page);
        if (!supports(page)) {
            throw new ImageReadException(
                    "a page of a TIFF with JPEG or CCITT compression, or with colours other than grey"
                            + " and RGB, which cannot be a channel");
        }
        this.segments = new TiffSegments(file, page);
        if ((long) segments.layout().segmentWidth() * channels() > MAX_ROW_SAMPLES) {
            throw new ImageReadException("damaged TIFF: rows of "
                    + segments.layout().segmentWidth() + " pixels of " + channels() + " channels");
        }
        long[] formats = page.values(TiffDirectory.SAMPLE_FORMAT);
        this.kind = switch (formats.length == 0 ? 1 : (int) formats[0]) {
            case 2 -> Kind.SIGNED;
            case 3 -> Kind.FLOAT;
            default -> Kind.UNSIGNED;
        };
        this.photometric = page.value(TiffDirectory.PHOTOMETRIC, TiffColors.BLACK_IS_ZERO);
    }

    /** Whether the samples of a page are numbers of channels, and not of a palette or colours that must be converted. */
    public static boolean supports(TiffDirectory page) {
        return TiffCompression.isBytes(page.value(TiffDirectory.COMPRESSION, TiffCompression.NONE))
                && page.value(TiffDirectory.PHOTOMETRIC, TiffColors.BLACK_IS_ZERO) <= TiffColors.RGB;
    }

    /** Width in pixels, as stored. */
    public int width() {
        return segments.layout().width();
    }

    /** Height in pixels, as stored. */
    public int height() {
        return segments.layout().height();
    }

    /** Samples per pixel. */
    public int channels() {
        return segments.layout().channels();
    }

    /** Bits per sample. */
    public int bits() {
        return segments.layout().bits();
    }

    /** What samples are. */
    public Kind kind() {
        return kind;
    }

    /** Whether the first three channels are red, green and blue. */
    public boolean isRgb() {
        return photometric == TiffColors.RGB;
    }

    /** Whether another page has the same size, channels and type of samples. */
    public boolean isLike(TiffSamples other) {
        return describe().equals(other.describe());
    }

    /** Size, channels and samples: {@code 64 x 48 pixels of 1 channel of unsigned 16 bits}. */
    public String describe() {
        return width() + " x " + height() + " pixels of " + channels() + (channels() == 1 ? " channel" : " channels")
                + " of " + kind.name().toLowerCase(Locale.ROOT) + " " + bits() + " bits";
    }

    /**
     * Reads all samples.
     *
     * @return for each channel a plane, row by row; white is the largest number, whatever the file says of it
     * @throws ImageReadException if data are truncated or damaged
     */
    public float[][] read() throws ImageReadException {
        int channels = channels();
        int width = width();
        segments.requireData();
        float[][] planes = new float[channels][width * height()];
        segments.read((left, y, samples, pixels) -> {
            int at = y * width + left;
            for (int x = 0, sample = 0; x < pixels; x++, at++) {
                for (int channel = 0; channel < channels; channel++, sample++) {
                    planes[channel][at] = value(samples[sample]);
                }
            }
        });
        if (photometric == TiffColors.WHITE_IS_ZERO && kind == Kind.UNSIGNED) {
            invert(planes);
        }
        return planes;
    }

    private float value(int bits) {
        return switch (kind) {
            case UNSIGNED -> bits;
            case SIGNED -> bits() == Byte.SIZE ? (byte) bits : (short) bits;
            case FLOAT -> Float.intBitsToFloat(bits);
        };
    }

    private void invert(float[]... planes) {
        int largest = (1 << bits()) - 1;
        for (float[] plane : planes) {
            for (int i = 0; i < plane.length; i++) {
                plane[i] = largest - plane[i];
            }
        }
    }
}
